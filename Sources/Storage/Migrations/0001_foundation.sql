-- The foundation: tenants, who may call, what they keep, and the remembered answers of writes.
--
-- Every table but tenant_list belongs to tenants: tenant_id leads each primary and foreign key, row-level security is
-- forced, and the server's role owns nothing. A statement sees the rows of the tenant that its transaction has entered.
-- Identifiers are version 7 UUIDs made by the server. Numbers in smallint columns are the raw values of the enums of
-- the same names in Conformance.

create schema lm2;
grant usage on schema lm2 to lm2_server;
set local search_path = lm2;

-- The only table outside the scope of a tenant: which tenants there are, for jobs that visit each of them.
create table tenant_list (
    tenant_id uuid primary key
);

-- The tenant that the transaction has entered; null if none. After a local setting ends it reads as ''.
create function entered_tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('lm2.tenant', true), '')::uuid;

create table tenant (
    tenant_id uuid not null primary key references tenant_list,
    name text not null,
    demonstration boolean not null default false,
    created_at timestamptz not null
);

-- Who can call: a person or a machine, with one role.
create table account (
    tenant_id uuid not null references tenant,
    account_id uuid not null,
    name text not null,
    role smallint not null check (role between 1 and 5),
    -- The services that a contributor is confined to; null for all.
    service_ids uuid[],
    -- One more at each change, so that a server that remembers the account notices.
    revision integer not null default 1,
    primary key (tenant_id, account_id),
    check (role <> 1 or service_ids is not null)
);

-- What an account shows to prove itself: a bearer token, or a client certificate. Only digests are kept.
create table credential (
    tenant_id uuid not null,
    credential_id uuid not null,
    account_id uuid not null,
    -- 1 the SHA-256 of a token's secret, 2 the SHA-256 of a certificate in DER.
    kind smallint not null check (kind in (1, 2)),
    digest bytea not null check (octet_length(digest) = 32),
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant_id, credential_id),
    unique (tenant_id, kind, digest),
    foreign key (tenant_id, account_id) references account
);

-- Enters a tenant for the rest of the transaction, as a credential that is still good. Refuses with LM001 otherwise,
-- which ends the transaction: so a write in the same round trip has no effect, and a read no rows.
create function enter(tenant uuid, credential_of_caller uuid, account_revision integer, at timestamptz) returns void
    language plpgsql as $$
begin
    perform set_config('lm2.tenant', tenant::text, true);
    perform from lm2.credential c join lm2.account a on a.tenant_id = c.tenant_id and a.account_id = c.account_id
    where c.tenant_id = tenant and c.credential_id = credential_of_caller and c.revoked_at is null
        and (c.expires_at is null or c.expires_at > at) and a.revision = account_revision;
    if not found then
        raise exception 'the credential is not good (any more)' using errcode = 'LM001';
    end if;
end $$;

-- The answers of writes that named an idempotency key, for 24 hours.
create table remembered_answer (
    tenant_id uuid not null,
    account_id uuid not null,
    method text not null,
    key text not null,
    request_digest bytea not null,
    answer bytea,
    recorded_at timestamptz not null,
    primary key (tenant_id, account_id, method, key),
    foreign key (tenant_id, account_id) references account
);
create index on remembered_answer (tenant_id, recorded_at);

-- Groups of sites (kind 1) and sites (kind 2).
create table unit (
    tenant_id uuid not null references tenant,
    unit_id uuid not null,
    kind smallint not null check (kind in (1, 2)),
    name text not null,
    parent_id uuid,
    primary key (tenant_id, unit_id),
    foreign key (tenant_id, parent_id) references unit
);
create index on unit (tenant_id, name, unit_id);

create table service (
    tenant_id uuid not null references tenant,
    service_id uuid not null,
    site_id uuid not null,
    name text not null,
    primary key (tenant_id, service_id),
    foreign key (tenant_id, site_id) references unit
);
create index on service (tenant_id, name, service_id);

-- Kind: 1 permanent, 2 mobile, 3 outsourced.
create table location (
    tenant_id uuid not null,
    location_id uuid not null,
    service_id uuid not null,
    kind smallint not null check (kind between 1 and 3),
    name text not null,
    primary key (tenant_id, location_id),
    foreign key (tenant_id, service_id) references service
);
create index on location (tenant_id, service_id, name, location_id);

create table assessment (
    tenant_id uuid not null,
    assessment_id uuid not null,
    service_id uuid not null,
    standard_id text not null,
    standard_version text not null,
    period_from date not null,
    period_to date not null check (period_to >= period_from),
    state smallint not null default 1,
    version integer not null default 1,
    started_at timestamptz not null,
    submitted_at timestamptz,
    submitted_by uuid,
    primary key (tenant_id, assessment_id),
    foreign key (tenant_id, service_id) references service,
    foreign key (tenant_id, submitted_by) references account
);
create index on assessment (tenant_id, service_id, period_from);
create index on assessment (tenant_id, period_from desc, assessment_id);

-- One clause of an assessment: what the service says, what the assessor says beside it, and the standing's dated facts.
create table assessment_clause (
    tenant_id uuid not null,
    assessment_id uuid not null,
    -- The clause's number in the standard's version, from 0.
    clause_number smallint not null,
    -- Set when the assessment is submitted: a rating that waits for this row then finds that it came too late.
    frozen boolean not null default false,
    -- One more at each update of the row, whatever it changes: the sum over an assessment's clauses tells whether an
    -- answer that was made from them still holds. (A test finds an update that leaves it out.)
    change integer not null default 0,
    rating smallint not null default 0,
    version integer not null default 0,
    rated_at timestamptz,
    rated_by uuid,
    assessor_verdict smallint not null default 0,
    assessor_version integer not null default 0,
    assessed_at timestamptz,
    assessed_by uuid,
    -- How many items of evidence are linked, accepted or not.
    evidence_count smallint not null default 0,
    -- Facts with their dates, derived from evidence and actions by clause_facts and read by Storage/StandingFacts.
    facts bytea not null default '',
    not_applicable_reason text not null default '',
    narrative text not null default '',
    assessor_comment text not null default '',
    primary key (tenant_id, assessment_id, clause_number),
    foreign key (tenant_id, assessment_id) references assessment,
    foreign key (tenant_id, rated_by) references account,
    foreign key (tenant_id, assessed_by) references account
) with (fillfactor = 70);

-- Every rating that a clause has had. Only ever inserted.
create table rating_revision (
    tenant_id uuid not null,
    assessment_id uuid not null,
    clause_number smallint not null,
    version integer not null,
    rating smallint not null,
    not_applicable_reason text not null,
    narrative text not null,
    rated_at timestamptz not null,
    rated_by uuid not null,
    primary key (tenant_id, assessment_id, clause_number, version),
    foreign key (tenant_id, assessment_id, clause_number) references assessment_clause
);

-- Every verdict that an assessor has given on a clause. Only ever inserted.
create table assessor_revision (
    tenant_id uuid not null,
    assessment_id uuid not null,
    clause_number smallint not null,
    version integer not null,
    verdict smallint not null,
    comment text not null,
    assessed_at timestamptz not null,
    assessed_by uuid not null,
    primary key (tenant_id, assessment_id, clause_number, version),
    foreign key (tenant_id, assessment_id, clause_number) references assessment_clause
);

-- An item of evidence. Until sealed_at is set it is an upload under way, which nobody sees and the sweep removes.
create table evidence (
    tenant_id uuid not null,
    evidence_id uuid not null,
    service_id uuid not null,
    file_name text not null,
    media_type text not null,
    title text not null,
    dated_on date not null,
    valid_until date not null check (valid_until >= dated_on),
    size bigint not null default 0,
    sha256 bytea,
    -- 1 pending, 2 accepted, 3 rejected.
    state smallint not null default 1,
    version integer not null default 1,
    -- By the database's own clock, as received_at: the sweep asks how long an upload has been idle, not what the date is.
    begun_at timestamptz not null default now(),
    sealed_at timestamptz,
    uploaded_by uuid not null,
    reviewed_by uuid,
    reviewed_at timestamptz,
    review_comment text not null default '',
    primary key (tenant_id, evidence_id),
    foreign key (tenant_id, service_id) references service,
    foreign key (tenant_id, uploaded_by) references account,
    foreign key (tenant_id, reviewed_by) references account,
    check ((sealed_at is null) = (sha256 is null)),
    check (reviewed_by is null or reviewed_by <> uploaded_by)
);
create index on evidence (tenant_id, sealed_at desc, evidence_id);
create index on evidence (tenant_id, service_id, sealed_at desc, evidence_id);
create index on evidence (tenant_id, begun_at) where sealed_at is null;

-- The bytes of an item, in pieces. Files are mostly compressed already, so PostgreSQL does not try.
create table evidence_chunk (
    tenant_id uuid not null,
    evidence_id uuid not null,
    number integer not null,
    received_at timestamptz not null default now(),
    bytes bytea not null,
    primary key (tenant_id, evidence_id, number),
    foreign key (tenant_id, evidence_id) references evidence
);
alter table evidence_chunk alter column bytes set storage external;

create table evidence_link (
    tenant_id uuid not null,
    assessment_id uuid not null,
    clause_number smallint not null,
    evidence_id uuid not null,
    linked_at timestamptz not null,
    linked_by uuid not null,
    primary key (tenant_id, assessment_id, clause_number, evidence_id),
    foreign key (tenant_id, assessment_id, clause_number) references assessment_clause,
    foreign key (tenant_id, evidence_id) references evidence,
    foreign key (tenant_id, linked_by) references account
);
create index on evidence_link (tenant_id, evidence_id);

create table action (
    tenant_id uuid not null,
    action_id uuid not null,
    service_id uuid not null,
    assessment_id uuid not null,
    clause_number smallint not null,
    title text not null,
    correction text not null,
    corrective_action text not null,
    owner_id uuid,
    due_on date not null,
    state smallint not null default 1,
    -- Whether something is still to be done: Conformance says which states are open.
    is_open boolean not null default true,
    cost_pence bigint,
    budget_decision text not null,
    version integer not null default 1,
    raised_at timestamptz not null,
    raised_by uuid not null,
    primary key (tenant_id, action_id),
    foreign key (tenant_id, service_id) references service,
    foreign key (tenant_id, assessment_id, clause_number) references assessment_clause,
    foreign key (tenant_id, owner_id) references account,
    foreign key (tenant_id, raised_by) references account
);
create index on action (tenant_id, due_on, action_id);
create index on action (tenant_id, service_id, due_on, action_id);
create index on action (tenant_id, assessment_id, clause_number) where is_open;

-- Every move of an action. Only ever inserted.
create table action_move (
    tenant_id uuid not null,
    action_id uuid not null,
    version integer not null,
    -- Null for the first.
    from_state smallint,
    to_state smallint not null,
    note text not null,
    moved_at timestamptz not null,
    moved_by uuid not null,
    primary key (tenant_id, action_id, version),
    foreign key (tenant_id, action_id) references action,
    foreign key (tenant_id, moved_by) references account
);

-- The facts of one clause, from its accepted evidence and open actions: for each item of evidence 1, dated_on and
-- valid_until; for each action 2 and due_on. Days since 1970, four bytes each, big-endian.
-- The caller has locked the clause's row in a statement before: what two transactions add is then seen by the later.
create function clause_facts(tenant uuid, assessment uuid, clause smallint) returns bytea
    language sql stable
    begin atomic
        select coalesce((
            select string_agg('\x01'::bytea || int4send(e.dated_on - date '1970-01-01')
                || int4send(e.valid_until - date '1970-01-01'), '' order by e.dated_on, e.evidence_id)
            from evidence_link l
            join evidence e on e.tenant_id = l.tenant_id and e.evidence_id = l.evidence_id
            where l.tenant_id = tenant and l.assessment_id = assessment and l.clause_number = clause
                and e.state = 2 and e.sealed_at is not null), '')
            || coalesce((
            select string_agg('\x02'::bytea || int4send(a.due_on - date '1970-01-01'), '' order by a.due_on, a.action_id)
            from action a
            where a.tenant_id = tenant and a.assessment_id = assessment and a.clause_number = clause and a.is_open), '');
    end;

-- Row-level security, alike on every table that belongs to tenants.
do $$
declare
    name text;
begin
    foreach name in array array[
        'tenant', 'account', 'credential', 'remembered_answer', 'unit', 'service', 'location', 'assessment',
        'assessment_clause', 'rating_revision', 'assessor_revision', 'evidence', 'evidence_chunk', 'evidence_link',
        'action', 'action_move'
    ] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy of_tenant on %I using (tenant_id = entered_tenant())', name);
    end loop;
end $$;

-- What the server may do: history is inserted and read, never changed; only what may vanish can be deleted.
grant select, insert on tenant_list, tenant, account, credential, rating_revision, assessor_revision, action_move,
    evidence_link, unit, service, location to lm2_server;
grant update on account, credential, unit, service, location to lm2_server;
grant select, insert, update on assessment, assessment_clause, action to lm2_server;
grant select, insert, update, delete on evidence, evidence_chunk, remembered_answer to lm2_server;
