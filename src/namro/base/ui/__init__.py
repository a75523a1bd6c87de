"""The look: page shell, components, tokens, the living gallery. No rules and no queries of any duty."""
