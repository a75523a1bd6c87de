"""Who may sign in. A user may be a person of the city; rights come from relations and grants, never from here."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)

    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A way to sign in: a name, a password, a language, and the person it is, if any."""

    username = models.CharField(_("Tên đăng nhập"), max_length=60, unique=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    person = models.OneToOneField("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    language = models.CharField(_("Ngôn ngữ"), max_length=5, default="vi")
    is_active = models.BooleanField(_("Đang hoạt động"), default=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = Users()

    # The admin site is not installed; allauth reads these.
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.username


class TypedWork(models.Model):
    """What somebody had typed when their session ended; given back after they sign in again, then deleted."""

    token = models.CharField(max_length=64, primary_key=True)
    path = models.CharField(max_length=500)
    page = models.CharField(max_length=500, default="/")  # where it was typed; differs from path for a fragment
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path
