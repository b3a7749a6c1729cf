import Postgres
import TestSupport
import Testing

/// What the database's own catalogue says of the schema: each query names what breaks a rule.
struct CatalogueTests {
    static let rules: [(rule: String, offenders: String)] = [
        (
            "Every table but the list of tenants has a tenant_id that is never null",
            """
            select c.relname::text from pg_class c
            where c.relnamespace = 'lm2'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'tenant_list'
                and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'
                    and a.attnotnull and a.atttypid = 'uuid'::regtype)
            """
        ),
        (
            "Every table of tenants has row-level security, forced, with a policy for what is read and written",
            """
            select c.relname::text from pg_class c
            where c.relnamespace = 'lm2'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'tenant_list'
                and not (c.relrowsecurity and c.relforcerowsecurity
                    and exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd = '*'
                        and p.polpermissive
                        and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id = %entered_tenant()%')
                    and (select count(*) from pg_policy p where p.polrelid = c.oid) = 1)
            """
        ),
        (
            "tenant_id leads every primary and unique key, but for the sign-in names in the list of tenants",
            """
            select n.conname::text from pg_constraint n join pg_class c on c.oid = n.conrelid
            join pg_attribute a on a.attrelid = c.oid and a.attnum = n.conkey[1]
            where n.conname <> 'tenant_list_sign_in_name_key' and c.relnamespace = 'lm2'::regnamespace and n.contype in ('p', 'u') and a.attname <> 'tenant_id'
            """
        ),
        (
            "Every table has a primary key",
            """
            select c.relname::text from pg_class c
            where c.relnamespace = 'lm2'::regnamespace and c.relkind in ('r', 'p')
                and not exists (select from pg_constraint n where n.conrelid = c.oid and n.contype = 'p')
            """
        ),
        (
            "tenant_id leads every foreign key, on both sides",
            """
            select n.conname::text from pg_constraint n join pg_class c on c.oid = n.conrelid
            join pg_attribute a on a.attrelid = n.conrelid and a.attnum = n.conkey[1]
            join pg_attribute f on f.attrelid = n.confrelid and f.attnum = n.confkey[1]
            where c.relnamespace = 'lm2'::regnamespace and n.contype = 'f'
                and (a.attname <> 'tenant_id' or f.attname <> 'tenant_id')
            """
        ),
        (
            "tenant_id leads every index",
            """
            select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
            left join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
            where i.indexrelid <> 'lm2.tenant_list_sign_in_name_key'::regclass and c.relnamespace = 'lm2'::regnamespace and a.attname is distinct from 'tenant_id'
            """
        ),
        (
            "No function runs with its owner's rights",
            """
            select p.proname::text from pg_proc p where p.pronamespace = 'lm2'::regnamespace and p.prosecdef
            """
        ),
        (
            "No materialised view, no foreign table, no sequence; a view reads with the rights of who asks",
            """
            select c.relname::text from pg_class c
            where c.relnamespace = 'lm2'::regnamespace and (c.relkind in ('m', 'f', 'S')
                or (c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false)))
            """
        ),
        (
            "No trigger but those of foreign keys",
            """
            select t.tgname::text from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where c.relnamespace = 'lm2'::regnamespace and not t.tgisinternal
            """
        ),
        (
            "The server's role owns nothing, can't pass by row-level security, and belongs to no role",
            """
            select r.rolname::text from pg_roles r
            where r.rolname = current_user and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb
                or exists (select from pg_auth_members m where m.member = r.oid)
                or exists (select from pg_class c where c.relowner = r.oid)
                or exists (select from pg_proc p where p.proowner = r.oid)
                or exists (select from pg_namespace n where n.nspowner = r.oid))
            """
        ),
        (
            "The server may neither create in the schema nor empty a table nor hang triggers on it",
            """
            select c.relname::text from pg_class c
            where c.relnamespace = 'lm2'::regnamespace and c.relkind in ('r', 'p')
                and (has_table_privilege(c.oid, 'truncate') or has_table_privilege(c.oid, 'references')
                    or has_table_privilege(c.oid, 'trigger'))
            union all
            select 'lm2' where has_schema_privilege('lm2', 'create')
            """
        ),
        (
            "History is inserted and read, never changed",
            """
            select c.relname::text from pg_class c
            where c.oid = any (array['lm2.rating_revision', 'lm2.assessor_revision', 'lm2.record_revision',
                    'lm2.evidence_link', 'lm2.engagement_pointer', 'lm2.audit_entry', 'lm2.audit_seal',
                    'lm2.audit_node']::regclass[])
                and (has_table_privilege(c.oid, 'update') or has_table_privilege(c.oid, 'delete'))
            union all
            -- Erasure takes an entry's salt away, and nothing else of the log.
            select c.relname || '.' || a.attname from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.oid = any (array['lm2.audit_entry', 'lm2.audit_seal', 'lm2.audit_node']::regclass[])
                and has_column_privilege(c.oid, a.attnum, 'update') and (c.relname, a.attname) <> ('audit_entry', 'salt')
            """
        ),
    ]

    @Test("The schema keeps its rules", arguments: rules.indices)
    func rule(index: Int) async throws {
        let (rule, offenders) = Self.rules[index]
        let names = try await TestStore.onLoop { database in
            let rows = try await database.run([Query(Statement("test.rule.\(index)", offenders), [])], on: .read)[0]
            return (0..<rows.count).map { rows.row($0).text(0) }
        }
        #expect(names.isEmpty, "\(rule)")
    }
}
