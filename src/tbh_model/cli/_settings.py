"""`--set`: options of an exporter on the command line."""

import click


def _pairs(_: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    for setting in value:
        if "=" not in setting:
            message = f"{setting!r} is not OPTION=VALUE"
            raise click.BadParameter(message, param=param)
    return value


settings_option = click.option(
    "--set",
    "settings",
    multiple=True,
    callback=_pairs,
    metavar="OPTION=VALUE",
    help="Set an option of the exporter; may be given several times.",
)
