"""The command line: the composition root, where settings, store, web and worker are put together.

Exit codes: 0 done (or proposed, when a second person must confirm), 1 refused with one sentence
for each problem on standard error, 2 wrong usage. The families of commands stand in `cli_*.py`.
"""

from __future__ import annotations

import click

from . import (
    __version__,
    cli_acting,
    cli_backup,
    cli_days,
    cli_delegating,
    cli_diagram,
    cli_doctor,
    cli_export,
    cli_history,
    cli_jobs,
    cli_keys,
    cli_numbering,
    cli_opening,
    cli_package,
    cli_provision,
    cli_reading,
    cli_serving,
    cli_template,
    cli_templating,
    cli_verify,
    cli_workflow,
)
from .cli_base import App, Sentences, in_language


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="srf-policy", message="%(version)s")
@click.option("--traceback", is_flag=True, help="Show where in the program an error arose.")
@in_language
@click.pass_context
def main(ctx: click.Context, traceback: bool) -> None:
    """The policy-drafting workflow engine of the Silk Routes Facility."""
    ctx.ensure_object(App).tracebacks = traceback


cli_reading.engagement_group.add_command(cli_opening.create)
cli_workflow.workflow_group.add_command(cli_diagram.diagram_command)
for command in (
    cli_templating.put_command,
    cli_templating.list_command,
    cli_templating.withdraw_command,
):
    cli_template.template_group.add_command(command)
for command in (
    cli_serving.demo,
    cli_serving.serve,
    cli_jobs.worker_command,
    cli_jobs.jobs_group,
    cli_serving.db_group,
    cli_reading.engagement_group,
    cli_reading.explain_command,
    cli_numbering.numbering_group,
    cli_provision.provision_command,
    cli_acting.advance,
    cli_workflow.workflow_group,
    cli_template.template_group,
    cli_export.export,
    cli_export.redline,
    cli_verify.verify,
    cli_history.history_group,
    cli_package.package_command,
    cli_acting.user_group,
    cli_days.holidays_group,
    cli_days.weekend_group,
    cli_days.deadlines_command,
    cli_delegating.delegation_group,
    cli_doctor.doctor,
    cli_backup.backup,
    cli_backup.restore,
    cli_keys.keys_group,
):
    main.add_command(command)
