"""The database numbers, seals and protects the audit log.

The seal is SHA-256 over the seal before it and every field with its length in bytes in front, so that no two
different rows have the same text (`journal.seal` computes the same in Python). Locking the chain's head orders
its writers. Rows can be added and read; UPDATE, DELETE and TRUNCATE are refused, also for the table's owner
unless they first take the trigger away, which `threshold audit verify` finds out by the seals.
"""

from django.db import migrations

CHAINS = 16

FORWARD = """
CREATE FUNCTION core_audit_field(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT octet_length(convert_to(value, 'UTF8'))::text || ':' || value
$$;

CREATE FUNCTION core_audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head core_audithead%ROWTYPE;
BEGIN
    SELECT * INTO STRICT head FROM core_audithead WHERE chain = NEW.chain FOR UPDATE;
    NEW.sequence := head.sequence + 1;
    NEW.previous_seal := head.seal;
    NEW.seal := encode(sha256(convert_to(
        head.seal
        || core_audit_field(NEW.chain::text)
        || core_audit_field(NEW.sequence::text)
        || core_audit_field((extract(epoch from NEW.at) * 1000000)::bigint::text)
        || core_audit_field(coalesce(NEW.actor_id::text, ''))
        || core_audit_field(NEW.kind)
        || core_audit_field(NEW.action)
        || core_audit_field(NEW.subject_type)
        || core_audit_field(NEW.subject_id)
        || core_audit_field(NEW.about_ids::text)
        || core_audit_field(NEW.detail::text), 'UTF8')), 'hex');
    UPDATE core_audithead SET sequence = NEW.sequence, seal = NEW.seal WHERE chain = NEW.chain;
    RETURN NEW;
END $$;

CREATE TRIGGER core_audit_seal BEFORE INSERT ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_seal();

CREATE FUNCTION core_audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log can be added to, never changed.';
END $$;

CREATE TRIGGER core_audit_keep BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_keep();
CREATE TRIGGER core_audit_keep_all BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_keep();
"""

BACKWARD = """
DROP TRIGGER core_audit_keep_all ON core_auditentry;
DROP TRIGGER core_audit_keep ON core_auditentry;
DROP TRIGGER core_audit_seal ON core_auditentry;
DROP FUNCTION core_audit_keep();
DROP FUNCTION core_audit_seal();
DROP FUNCTION core_audit_field(text);
"""


def make_heads(apps, schema_editor):
    head = apps.get_model("core", "AuditHead")
    head.objects.bulk_create([head(chain=chain) for chain in range(CHAINS)])


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunPython(make_heads, migrations.RunPython.noop),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
