"""The first schema, as it was released; later changes of the classes never change this file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facility_chain",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("history_head", sa.String(), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_facility_chain")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("arguments", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "actor", name=op.f("pk_idempotency_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("number", name=op.f("uq_person_number")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_try")),
    )
    op.create_index(op.f("ix_sign_in_try_bucket"), "sign_in_try", ["bucket"], unique=False)
    op.create_table(
        "workflow_definition",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_workflow_definition")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_workflow_definition_name_version")),
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_credential_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("instrument", sa.String(), nullable=False),
        sa.Column("workflow_sha256", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("official_languages", sa.JSON(), nullable=False),
        sa.Column("approving_body", sa.JSON(), nullable=False),
        sa.Column("priorities", sa.JSON(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("stage_entered_on", sa.Date(), nullable=False),
        sa.Column("stage_entered_seq", sa.Integer(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("suspension_reason", sa.String(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("history_head", sa.String(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) OR (ended_on >= opened_on)",
            name=op.f("ck_engagement_ended_after_opened"),
        ),
        sa.CheckConstraint(
            "(sealed_at IS NULL) OR (ended_on IS NOT NULL)",
            name=op.f("ck_engagement_sealed_when_ended"),
        ),
        sa.CheckConstraint(
            "(suspended_on IS NULL) = (suspension_reason IS NULL)",
            name=op.f("ck_engagement_suspension_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["workflow_sha256"],
            ["workflow_definition.sha256"],
            name=op.f("fk_engagement_workflow_sha256"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("code", name=op.f("uq_engagement_code")),
    )
    op.create_table(
        "facility_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator','staff','translator','auditor')",
            name=op.f("ck_facility_member_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_facility_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility_member")),
    )
    op.create_index(
        "uq_facility_member_held",
        "facility_member",
        ["person_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        op.f("ix_facility_member_person_id"), "facility_member", ["person_id"], unique=False
    )
    op.create_table(
        "identity",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_identity")),
        sa.UniqueConstraint("lookup", name=op.f("uq_identity_lookup")),
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_web_session_person_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    op.create_index(op.f("ix_web_session_person_id"), "web_session", ["person_id"], unique=False)
    op.create_table(
        "ballot",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("voided_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint("closes_on > occurred_on", name=op.f("ck_ballot_closes_after_opening")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_ballot_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("engagement_id", "number", name=op.f("uq_ballot_engagement_id_number")),
    )
    op.create_index(op.f("ix_ballot_engagement_id"), "ballot", ["engagement_id"], unique=False)
    op.create_table(
        "body",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_body_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("engagement_id", "key", name=op.f("uq_body_engagement_id_key")),
    )
    op.create_index(op.f("ix_body_engagement_id"), "body", ["engagement_id"], unique=False)
    op.create_table(
        "consultation_round",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "closes_on > occurred_on", name=op.f("ck_consultation_round_closes_after_opening")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_consultation_round_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_round")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_consultation_round_engagement_id_number")
        ),
    )
    op.create_index(
        op.f("ix_consultation_round_engagement_id"),
        "consultation_round",
        ["engagement_id"],
        unique=False,
    )
    op.create_table(
        "contact_note",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(answered_on IS NULL) = (answer = '')", name=op.f("ck_contact_note_answered_has_words")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_contact_note_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_note")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_contact_note_engagement_id_number")
        ),
    )
    op.create_index(
        op.f("ix_contact_note_engagement_id"), "contact_note", ["engagement_id"], unique=False
    )
    op.create_table(
        "guard_exception",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("guard", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_by IS NULL) = (confirmed_on IS NULL)",
            name=op.f("ck_guard_exception_confirmed_has_date"),
        ),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> proposed_by",
            name=op.f("ck_guard_exception_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_guard_exception_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard_exception")),
    )
    op.create_index(
        op.f("ix_guard_exception_engagement_id"), "guard_exception", ["engagement_id"], unique=False
    )
    op.create_table(
        "history_event",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("institution", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "origin IN ('web','cli','word','seed','system')",
            name=op.f("ck_history_event_origin_known"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_history_event_engagement_id")
        ),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_history_event")),
    )
    op.create_index(
        op.f("ix_history_event_engagement_id"), "history_event", ["engagement_id"], unique=False
    )
    op.create_index(
        "ix_history_event_subject", "history_event", ["chain", "subject", "seq"], unique=False
    )
    op.create_table(
        "institution",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('lead','required','invited','observer','facility')",
            name=op.f("ck_institution_role_known"),
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on",
            name=op.f("ck_institution_ended_after_started"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_institution_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["institution.id"], name=op.f("fk_institution_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint(
            "engagement_id", "code", name=op.f("uq_institution_engagement_id_code")
        ),
    )
    op.create_index(
        op.f("ix_institution_engagement_id"), "institution", ["engagement_id"], unique=False
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('waiting','done','failed')", name=op.f("ck_job_state_known")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_job_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index("ix_job_due", "job", ["state", "run_after"], unique=False)
    op.create_table(
        "proposed_move",
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open','confirmed','lapsed','taken_back')",
            name=op.f("ck_proposed_move_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_proposed_move_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_move")),
    )
    op.create_index(
        op.f("ix_proposed_move_engagement_id"), "proposed_move", ["engagement_id"], unique=False
    )
    op.create_table(
        "provision",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('part','area','section','objective','measure','paragraph','item','definition','annex','table','row','cell','figure','footnote','action')",
            name=op.f("ck_provision_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_provision_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision")),
        sa.UniqueConstraint("engagement_id", "code", name=op.f("uq_provision_engagement_id_code")),
        sa.UniqueConstraint("engagement_id", "mark", name=op.f("uq_provision_engagement_id_mark")),
    )
    op.create_index(
        op.f("ix_provision_engagement_id"), "provision", ["engagement_id"], unique=False
    )
    op.create_table(
        "revision",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("provisions", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_revision_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_revision_engagement_id_number")
        ),
    )
    op.create_index(op.f("ix_revision_engagement_id"), "revision", ["engagement_id"], unique=False)
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("history_head", sa.String(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_seal_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
        sa.UniqueConstraint("engagement_id", "number", name=op.f("uq_seal_engagement_id_number")),
    )
    op.create_index(op.f("ix_seal_engagement_id"), "seal", ["engagement_id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size_counted")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_stored_file_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint(
            "engagement_id", "sha256", name=op.f("uq_stored_file_engagement_id_sha256")
        ),
    )
    op.create_index(
        op.f("ix_stored_file_engagement_id"), "stored_file", ["engagement_id"], unique=False
    )
    op.create_table(
        "text",
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_text_engagement_id")
        ),
        sa.PrimaryKeyConstraint("engagement_id", "sha256", name=op.f("pk_text")),
    )
    op.create_table(
        "adoption",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("authority", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("gazette", sa.String(), nullable=False),
        sa.Column("gazetted_on", sa.Date(), nullable=True),
        sa.Column("compared", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(compared = 'not_seen') = (revision_number IS NULL)",
            name=op.f("ck_adoption_compared_with_revision"),
        ),
        sa.CheckConstraint(
            "compared IN ('identical','differs','not_seen')",
            name=op.f("ck_adoption_comparison_known"),
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["adoption.id"], name=op.f("fk_adoption_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_adoption_engagement_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_adoption_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_adoption_engagement_id_number")
        ),
    )
    op.create_index(op.f("ix_adoption_engagement_id"), "adoption", ["engagement_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("cause_kind", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("editorial", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "cause_kind IN ('none','comment','minutes','letter','note')",
            name=op.f("ck_change_cause_known"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_change_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_change_provision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_engagement_id"), "change", ["engagement_id"], unique=False)
    op.create_index(op.f("ix_change_provision_id"), "change", ["provision_id"], unique=False)
    op.create_table(
        "dispute",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("meetings", sa.JSON(), nullable=False),
        sa.Column("referred_to", sa.String(), nullable=True),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(decided_on IS NULL) = (decision IS NULL)", name=op.f("ck_dispute_decided_has_words")
        ),
        sa.CheckConstraint(
            "(referred_on IS NULL) = (referred_to IS NULL)",
            name=op.f("ck_dispute_referred_has_body"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_dispute_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_dispute_provision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_dispute_engagement_id_number")
        ),
    )
    op.create_index(op.f("ix_dispute_engagement_id"), "dispute", ["engagement_id"], unique=False)
    op.create_index(op.f("ix_dispute_provision_id"), "dispute", ["provision_id"], unique=False)
    op.create_table(
        "institution_name",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_institution_name_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_institution_name_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_name")),
    )
    op.create_index(
        op.f("ix_institution_name_engagement_id"),
        "institution_name",
        ["engagement_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_institution_name_institution_id"),
        "institution_name",
        ["institution_id"],
        unique=False,
    )
    op.create_table(
        "invitation",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("no_reply_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_invitation_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_invitation_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["consultation_round.id"], name=op.f("fk_invitation_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "round_id", "institution_id", name=op.f("uq_invitation_round_id_institution_id")
        ),
    )
    op.create_index(
        op.f("ix_invitation_engagement_id"), "invitation", ["engagement_id"], unique=False
    )
    op.create_index(op.f("ix_invitation_round_id"), "invitation", ["round_id"], unique=False)
    op.create_table(
        "language_text",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("follows", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id", "sha256"],
            ["text.engagement_id", "text.sha256"],
            name=op.f("fk_language_text_engagement_id_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_language_text_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_language_text_provision_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_language_text_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_language_text")),
        sa.UniqueConstraint(
            "revision_id",
            "provision_id",
            "field",
            "language",
            "seq",
            name=op.f("uq_language_text_revision_id_provision_id_field_language_seq"),
        ),
    )
    op.create_index(
        op.f("ix_language_text_engagement_id"), "language_text", ["engagement_id"], unique=False
    )
    op.create_index(
        op.f("ix_language_text_revision_id"), "language_text", ["revision_id"], unique=False
    )
    op.create_table(
        "meeting",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("institutions", sa.JSON(), nullable=False),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("women", sa.Integer(), nullable=True),
        sa.Column("list_file_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('consultation_workshop','drafting_workshop','working_group','validation_workshop','presentation','bilateral')",
            name=op.f("ck_meeting_kind_known"),
        ),
        sa.CheckConstraint("until >= occurred_on", name=op.f("ck_meeting_ends_after_start")),
        sa.CheckConstraint(
            "women IS NULL OR women <= attendance", name=op.f("ck_meeting_women_attend")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["meeting.id"], name=op.f("fk_meeting_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_meeting_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["list_file_id"], ["stored_file.id"], name=op.f("fk_meeting_list_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_meeting_engagement_id_number")
        ),
    )
    op.create_index(op.f("ix_meeting_engagement_id"), "meeting", ["engagement_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=True),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_member_ended_after_started")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_member_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_member_institution_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
    )
    op.create_index(
        "uq_member_held",
        "member",
        ["engagement_id", "person_id", "role"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(op.f("ix_member_engagement_id"), "member", ["engagement_id"], unique=False)
    op.create_index(op.f("ix_member_person_id"), "member", ["person_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('request','memorandum','letter','reply','clearance','position')",
            name=op.f("ck_paper_kind_known"),
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["paper.id"], name=op.f("fk_paper_corrects_id")),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_paper_engagement_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_paper_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("engagement_id", "ref", name=op.f("uq_paper_engagement_id_ref")),
    )
    op.create_index(op.f("ix_paper_engagement_id"), "paper", ["engagement_id"], unique=False)
    op.create_table(
        "revision_provision",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("printed", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('part','area','section','objective','measure','paragraph','item','definition','annex','table','row','cell','figure','footnote','action')",
            name=op.f("ck_revision_provision_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_revision_provision_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["provision.id"], name=op.f("fk_revision_provision_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_revision_provision_provision_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_provision_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_provision")),
        sa.UniqueConstraint(
            "revision_id",
            "provision_id",
            name=op.f("uq_revision_provision_revision_id_provision_id"),
        ),
    )
    op.create_index(
        op.f("ix_revision_provision_engagement_id"),
        "revision_provision",
        ["engagement_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_revision_provision_revision_id"),
        "revision_provision",
        ["revision_id"],
        unique=False,
    )
    op.create_table(
        "revision_text",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id", "sha256"],
            ["text.engagement_id", "text.sha256"],
            name=op.f("fk_revision_text_engagement_id_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_revision_text_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_revision_text_provision_id")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revision.id"], name=op.f("fk_revision_text_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_text")),
        sa.UniqueConstraint(
            "revision_id",
            "provision_id",
            "field",
            name=op.f("uq_revision_text_revision_id_provision_id_field"),
        ),
    )
    op.create_index(
        op.f("ix_revision_text_engagement_id"), "revision_text", ["engagement_id"], unique=False
    )
    op.create_index(
        op.f("ix_revision_text_revision_id"), "revision_text", ["revision_id"], unique=False
    )
    op.create_table(
        "working_provision",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('part','area','section','objective','measure','paragraph','item','definition','annex','table','row','cell','figure','footnote','action')",
            name=op.f("ck_working_provision_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_working_provision_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["provision.id"], name=op.f("fk_working_provision_parent_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_working_provision_provision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_provision")),
        sa.UniqueConstraint(
            "engagement_id",
            "provision_id",
            name=op.f("uq_working_provision_engagement_id_provision_id"),
        ),
    )
    op.create_index(
        op.f("ix_working_provision_engagement_id"),
        "working_provision",
        ["engagement_id"],
        unique=False,
    )
    op.create_table(
        "working_text",
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("follows", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id", "sha256"],
            ["text.engagement_id", "text.sha256"],
            name=op.f("fk_working_text_engagement_id_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_working_text_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_working_text_provision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_text")),
        sa.UniqueConstraint(
            "provision_id",
            "field",
            "language",
            name=op.f("uq_working_text_provision_id_field_language"),
        ),
    )
    op.create_index(
        op.f("ix_working_text_engagement_id"), "working_text", ["engagement_id"], unique=False
    )
    op.create_index(
        op.f("ix_working_text_provision_id"), "working_text", ["provision_id"], unique=False
    )
    op.create_table(
        "agreement",
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["agreement.id"], name=op.f("fk_agreement_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_agreement_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_agreement_institution_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_agreement_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(
        op.f("ix_agreement_engagement_id"), "agreement", ["engagement_id"], unique=False
    )
    op.create_table(
        "alternative",
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("holders", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["dispute.id"], name=op.f("fk_alternative_dispute_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_alternative_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alternative")),
        sa.UniqueConstraint("dispute_id", "number", name=op.f("uq_alternative_dispute_id_number")),
    )
    op.create_index(op.f("ix_alternative_dispute_id"), "alternative", ["dispute_id"], unique=False)
    op.create_index(
        op.f("ix_alternative_engagement_id"), "alternative", ["engagement_id"], unique=False
    )
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("women", sa.Integer(), nullable=False),
        sa.Column("men", sa.Integer(), nullable=False),
        sa.Column("not_stated", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('government','province','parliament','civil_society','employers','diaspora','returnees','international')",
            name=op.f("ck_attendance_kind_known"),
        ),
        sa.CheckConstraint(
            "women >= 0 AND men >= 0 AND not_stated >= 0", name=op.f("ck_attendance_counts")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_attendance_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_attendance_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    op.create_index(
        op.f("ix_attendance_engagement_id"), "attendance", ["engagement_id"], unique=False
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_table(
        "ballot_position",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("lifts_id", sa.Integer(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "position <> 'reservation' OR words IS NOT NULL",
            name=op.f("ck_ballot_position_reservation_has_text"),
        ),
        sa.CheckConstraint(
            "position IN ('endorse','no_objection','reservation','abstain','not_competent')",
            name=op.f("ck_ballot_position_position_known"),
        ),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_ballot_position_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_ballot_position_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_ballot_position_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["lifts_id"], ["ballot_position.id"], name=op.f("fk_ballot_position_lifts_id")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_ballot_position_paper_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_position")),
    )
    op.create_index(
        op.f("ix_ballot_position_ballot_id"), "ballot_position", ["ballot_id"], unique=False
    )
    op.create_index(
        op.f("ix_ballot_position_engagement_id"), "ballot_position", ["engagement_id"], unique=False
    )
    op.create_table(
        "minutes",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_minutes_engagement_id")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_meeting_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_minutes_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_minutes_meeting_id")),
    )
    op.create_index(op.f("ix_minutes_engagement_id"), "minutes", ["engagement_id"], unique=False)
    op.create_table(
        "presentation",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("chair", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("disputes", sa.JSON(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('noted','endorsed','endorsed_with_changes','returned')",
            name=op.f("ck_presentation_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_presentation_body_id")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["presentation.id"], name=op.f("fk_presentation_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_presentation_engagement_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_presentation_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_presentation_engagement_id_number")
        ),
    )
    op.create_index(
        op.f("ix_presentation_engagement_id"), "presentation", ["engagement_id"], unique=False
    )
    op.create_table(
        "submission",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_seq", sa.Integer(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(sent_on IS NULL) = (sent_seq IS NULL)", name=op.f("ck_submission_sent_has_event")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_submission_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_submission_institution_id")
        ),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_submission_paper_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["consultation_round.id"], name=op.f("fk_submission_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "round_id", "institution_id", name=op.f("uq_submission_round_id_institution_id")
        ),
    )
    op.create_index(
        op.f("ix_submission_engagement_id"), "submission", ["engagement_id"], unique=False
    )
    op.create_index(op.f("ix_submission_round_id"), "submission", ["round_id"], unique=False)
    op.create_table(
        "comment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=True),
        sa.Column("layer", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("proposed", sa.String(), nullable=True),
        sa.Column("justification", sa.String(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('agree','not_competent') OR words IS NOT NULL OR proposed IS NOT NULL",
            name=op.f("ck_comment_says_something"),
        ),
        sa.CheckConstraint(
            "answer IN ('agree','proposal','remark','not_competent')",
            name=op.f("ck_comment_answer_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('general','substantive','legal','editorial')",
            name=op.f("ck_comment_kind_known"),
        ),
        sa.CheckConstraint(
            "layer IN ('department','institution','engagement')",
            name=op.f("ck_comment_layer_known"),
        ),
        sa.CheckConstraint(
            "severity IN ('critical','major','minor')", name=op.f("ck_comment_severity_known")
        ),
        sa.CheckConstraint(
            "via IN ('form','word','letter','meeting')", name=op.f("ck_comment_via_known")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_comment_engagement_id")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_comment_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["provision_id"], ["provision.id"], name=op.f("fk_comment_provision_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_comment_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint(
            "engagement_id", "number", name=op.f("uq_comment_engagement_id_number")
        ),
    )
    op.create_index(op.f("ix_comment_engagement_id"), "comment", ["engagement_id"], unique=False)
    op.create_index(
        "ix_comment_open", "comment", ["engagement_id", "layer", "response_id"], unique=False
    )
    op.create_index(op.f("ix_comment_submission_id"), "comment", ["submission_id"], unique=False)
    op.create_table(
        "presentation_condition",
        sa.Column("presentation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("how_met", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_presentation_condition_engagement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["presentation_id"],
            ["presentation.id"],
            name=op.f("fk_presentation_condition_presentation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation_condition")),
    )
    op.create_index(
        op.f("ix_presentation_condition_engagement_id"),
        "presentation_condition",
        ["engagement_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_presentation_condition_presentation_id"),
        "presentation_condition",
        ["presentation_id"],
        unique=False,
    )
    op.create_table(
        "response",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("resulting_revision", sa.Integer(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(disposition = 'duplicate') = (duplicate_of IS NOT NULL)",
            name=op.f("ck_response_duplicate_names_one"),
        ),
        sa.CheckConstraint(
            "disposition IN ('accepted','accepted_in_part','noted','not_accepted','deferred','out_of_scope','duplicate','withdrawn')",
            name=op.f("ck_response_disposition_known"),
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_response_comment_id")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["comment.id"], name=op.f("fk_response_duplicate_of")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_response_engagement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_comment_id"), "response", ["comment_id"], unique=False)
    op.create_index(op.f("ix_response_engagement_id"), "response", ["engagement_id"], unique=False)
