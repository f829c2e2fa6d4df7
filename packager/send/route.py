"""From what the user calls a place to the way there: a mail service or a device."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from email.headerregistry import Address
from pathlib import Path
from typing import Protocol

from packager.data_classes import dataclass
from packager.errors import (
    ConfigError,
    MissingInputError,
    OptionError,
    PackagerError,
    SeveralErrors,
    SourceError,
)
from packager.send.devices import BY_NAME, FOLDER, KINDLE, KOBO, KOREADER, Device, device_at
from packager.send.parcel import Parcel, read_parcel, refuse_unsound
from packager.send.services import MEGABYTE, Service, service_for
from packager.send.settings import EXAMPLE, Settings

KEPUB = ".kepub.epub"
Find = Callable[[], list[Device]]
_KINDLE_ADVICE = (
    "a Kindle opens no EPUB that is copied to it; mail it to your @kindle.com address by --to, or "
    "make an AZW3 by packager build --target azw3"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sent and how: ``force`` sends what may not open and replaces what differs.

    ``converts`` lets a Kobo have a kepub; ``dry_run`` only tells what would be done.
    """

    files: Sequence[Path]
    now: datetime
    environ: Mapping[str, str] = field(default_factory=dict)
    dry_run: bool = False
    force: bool = False
    converts: bool = True


class Way(Protocol):
    """A way that books can go."""

    def send(self, order: Order) -> Iterator[str]:
        """Send books, all of which are looked at before the first goes; yield a line for each.

        Raises:
            PackagerError: a book cannot be sent.
        """


def way_to(where: str, settings: Settings, find: Find) -> Way:
    """Return the way to a name of the user's, an address, a kind of device, or a folder.

    Raises:
        OptionError: there is no such name.
        ConfigError: no mail server is set.
        MissingInputError: there is no such device or folder, or there are several.
    """
    target = settings.devices.get(where, where)
    folder = Path(target).expanduser()
    if folder.is_dir() and (target != where or where not in BY_NAME):
        return DeviceWay(device_at(folder))
    if "@" in target and "/" not in target:
        return MailWay(target, settings)
    if target in BY_NAME:
        return DeviceWay(_only(target, find()))
    if target != where or "/" in target or "\\" in target:
        raise MissingInputError(f"{target}: is no folder; plug the device in, or correct --to")
    names = ", ".join(sorted({*settings.devices, *BY_NAME}))
    raise OptionError(f"--to {where}: no such place; give an address, a folder, or one of {names}")


def _only(name: str, devices: Sequence[Device]) -> Device:
    kind = BY_NAME[name]
    fitting = [d for d in devices if d.kind is kind or (kind is KOREADER and d.has_koreader)]
    if not fitting:
        raise MissingInputError(
            f"--to {name}: no {kind.label} is found; plug it in and unlock it, or name its folder"
        )
    if len(fitting) > 1:
        places = ", ".join(str(device.root) for device in fitting)
        raise MissingInputError(f"--to {name}: there are several: {places}; name one")
    return fitting[0]


def described(devices: Sequence[Device], settings: Settings) -> Iterator[str]:
    """Yield a line for each place that a book can go: devices found, then the user's names."""
    for device in devices:
        free = shutil.disk_usage(device.root).free
        takes = "" if device.opens_epub else "; takes no EPUB by copy, mail it"
        yield f"{device.kind.name}\t{device.root}\t{device.label}, {_amount(free)} free{takes}"
    for name, target in sorted(settings.devices.items()):
        if "@" in target and "/" not in target:
            service = service_for(target)
            limit = f", up to {_amount(service.limit_bytes)}" if service.limit_bytes else ""
            yield f"{name}\t{target}\t{service.name}{limit}"
        else:
            is_there = Path(target).expanduser().is_dir()
            yield f"{name}\t{target}\t{'folder' if is_there else 'not plugged in'}"
    if not devices and not settings.devices:
        yield f"no device is plugged in, and {settings.file} names none"


def _amount(size_bytes: int) -> str:
    if size_bytes >= 1000 * MEGABYTE:
        return f"{size_bytes / 1000 / MEGABYTE:.1f} GB"
    return f"{size_bytes // MEGABYTE} MB"


def _parcels(files: Sequence[Path], look: Callable[[Parcel], None]) -> list[Parcel]:
    """Return the books, read and looked at; all that is wrong with any of them is told at once."""
    parcels, errors = [], []
    for file in files:
        try:
            parcel = read_parcel(file)
            look(parcel)
        except PackagerError as error:
            errors.append(error)
        else:
            parcels.append(parcel)
    if errors:
        raise errors[0] if len(errors) == 1 else SeveralErrors(errors)
    return parcels


@dataclass(frozen=True, slots=True)
class MailWay:
    """By mail, through the user's mail server."""

    address: str
    settings: Settings

    def send(self, order: Order) -> Iterator[str]:
        """Mail books, a message each; see :class:`Way`."""
        from packager.send.mail import connected, deliver
        from packager.send.message import address_of, attachment_name, message_for
        from packager.send.password import password_for

        recipient = address_of(self.address, "--to")
        service = service_for(recipient.addr_spec)
        smtp = self.settings.smtp
        if smtp is None:
            raise ConfigError(f"{self.settings.file}: names no mail server; write {EXAMPLE}")
        sender: Address = address_of(smtp.sender, f"{self.settings.file}: [smtp] from")
        place = service.name if service.device else recipient.addr_spec

        def look(parcel: Parcel) -> None:
            _refuse_too_large(parcel, service)
            if not order.force:
                refuse_unsound(parcel, place, service.device)

        parcels = _parcels(order.files, look)
        if order.dry_run:
            for parcel in parcels:
                name = attachment_name(parcel, service)
                size = f"{len(parcel.data):,} bytes"
                yield f"{parcel.name}: would be mailed to {recipient.addr_spec} as {name}, {size}"
            return
        password = password_for(smtp, order.environ) if smtp.user else ""
        with connected(smtp, password) as session:
            for parcel in parcels:
                message = message_for(parcel, recipient, sender, service, order.now)
                deliver(session, message, parcel.name)
                name = attachment_name(parcel, service)
                yield f"{parcel.name}: mailed to {recipient.addr_spec} as {name}"
        if service.advice:
            yield f"{service.advice}: {sender.addr_spec}"


def _refuse_too_large(parcel: Parcel, service: Service) -> None:
    if service.limit_bytes and len(parcel.data) > service.limit_bytes:
        raise SourceError(
            f"{parcel.name}: is {len(parcel.data):,} bytes; {service.name} takes "
            f"{_amount(service.limit_bytes)} by mail; make the pictures smaller"
        )


@dataclass(frozen=True, slots=True)
class DeviceWay:
    """To a device that is plugged in, or a folder."""

    device: Device

    def send(self, order: Order) -> Iterator[str]:
        """Copy books; see :class:`Way`."""
        from packager.send.copying import is_there, place

        device = self.device
        if not device.opens_epub:
            raise SourceError(f"{device.root}: {_KINDLE_ADVICE}")
        forms: dict[str, tuple[bytes, str]] = {}

        def look(parcel: Parcel) -> None:
            data, suffix = _form(parcel, device, converts=order.converts)
            if not order.force:  # what Adobe's engine cannot bear does not matter to a kepub
                besides = "adobe" if suffix == KEPUB else ""
                refuse_unsound(parcel, device.label, device.opens_with, besides)
            forms[parcel.name] = data, suffix

        parcels = _parcels(order.files, look)
        copied = 0
        for parcel in parcels:
            data, suffix = forms[parcel.name]
            target = device.books / f"{_stem(parcel)}{suffix}"
            if is_there(target, data):
                yield f"{parcel.name}: is there already, {target}"
            elif order.dry_run:
                yield f"{parcel.name}: would be copied to {target}, {len(data):,} bytes"
            else:
                place(target, data, force=order.force)
                copied += 1
                yield f"{parcel.name}: copied to {target}"
        if device.kind is not FOLDER and copied:
            reader = " in KOReader" if device.kind is KINDLE else ""
            yield f"eject the {device.label} before you unplug it; the books open{reader} then"


def _stem(parcel: Parcel) -> str:
    from packager.send.names import file_stem

    return file_stem(parcel.title) or file_stem(parcel.file_stem) or f"book-{parcel.digest[:8]}"


def _form(parcel: Parcel, device: Device, *, converts: bool) -> tuple[bytes, str]:
    """Return the bytes that a device gets and the suffix that tells it what they are."""
    from packager.send.kobo import kepub_of

    if device.kind is KOBO:
        if parcel.name.lower().endswith(KEPUB):
            return parcel.data, KEPUB
        made = kepub_of(parcel.data, parcel.name) if converts else None
        if made is not None:
            return made, KEPUB
    return parcel.data, ".epub"
