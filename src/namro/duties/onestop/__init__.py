"""The one-stop desk: what citizens hand in, who works on it by when, and what they get back.

The nouns. A **service point** (bộ phận một cửa) has **counters** and dated **opening hours**; its **staff** receive. A
**dossier** (hồ sơ) asks for one procedure, in the version valid on the day it is accepted; it goes through **steps**, each
with a person, a task, a time and a result, and changes state only by a **move** of law/parameters/onestop.yaml. Its
**pauses** are a ledger; its due moment is computed from them by `namro.engine.clock`, never typed. It may be asked to be
completed once, be late with one **apology** and one new date, and ends with a **result** that is given back.

Legal basis: NĐ 118/2025/NĐ-CP as amended by NĐ 309/2026/NĐ-CP; TT 01/2018/TT-VPCP for the forms.

The way in. `services` writes, `selectors` reads; `offers` asks the catalogue of procedures, which config/wiring.py names.
"""
