-- Custody: people and machines, engagements, and the audit log.
set local search_path = lm2;

-- Sign-in names an organisation before any tenant is entered, so its name is in the one list outside the tenants.
alter table tenant_list add column sign_in_name text;
update tenant_list set sign_in_name = tenant_id::text;
alter table tenant_list
    alter column sign_in_name set not null,
    add unique (sign_in_name);

-- 1 a parent organisation, 2 an accreditation body, 3 the installation itself, whose people are its operators.
alter table tenant add column kind smallint not null default 1 check (kind between 1 and 3);
grant update (names_version) on tenant to lm2_server;

alter table account
    drop constraint account_role_check,
    drop constraint account_check,
    -- 1 a person, 2 a machine, 3 an assessor of an accreditation body, known here by the id that they have there.
    add column kind smallint not null default 1 check (kind between 1 and 3),
    -- In lower case; null for who has none, and for who was erased.
    add column email text,
    add column created_at timestamptz not null default now(),
    add column disabled_at timestamptz,
    add column erased_at timestamptz,
    add check (role between 1 and 9),
    -- Contributors and service leads are confined to services.
    add check ((role in (1, 6)) <= (service_ids is not null)),
    add unique (tenant_id, email);
create index on account (tenant_id, kind, name, account_id);

create table password (
    tenant_id uuid not null,
    account_id uuid not null,
    -- Argon2id, in its encoded form with its parameters and salt.
    hash text not null,
    changed_at timestamptz not null,
    primary key (tenant_id, account_id),
    foreign key (tenant_id, account_id) references account
);

-- Tokens with which a person sets a password, once.
create table one_time_token (
    tenant_id uuid not null,
    token_id uuid not null,
    account_id uuid not null,
    -- 1 an invitation, 2 a reset.
    purpose smallint not null check (purpose in (1, 2)),
    -- The SHA-256 of the secret.
    digest bytea not null check (octet_length(digest) = 32),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, token_id),
    unique (tenant_id, digest),
    foreign key (tenant_id, account_id) references account
);
create index on one_time_token (tenant_id, account_id);

alter table credential
    drop constraint credential_kind_check,
    -- 1 a token, 2 a certificate, 3 a session, 4 an API key.
    add check (kind between 1 and 4),
    add column name text not null default '',
    -- What it may be used for; null for all that the role may.
    add column scopes text[],
    add column created_by uuid,
    -- Kept to the minute.
    add column last_used_at timestamptz,
    add column last_used_from text not null default '',
    -- A session's: how long it may be idle, and when it ends however it is used. Its expires_at moves with its use.
    add column idle_seconds integer,
    add column ends_at timestamptz,
    add check ((kind = 3) = (idle_seconds is not null and ends_at is not null)),
    add foreign key (tenant_id, created_by) references account;
create index on credential (tenant_id, account_id, created_at desc, credential_id);
create index on credential (tenant_id, created_at desc, credential_id);

-- A tenant's grant of one assessment to assessors of a body, which is another tenant.
create table engagement (
    tenant_id uuid not null,
    engagement_id uuid not null,
    assessment_id uuid not null,
    body_id uuid not null,
    body_name text not null,
    -- The civil days, and the instants that they begin and end at.
    from_day date not null,
    to_day date not null check (to_day >= from_day),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    granted_by uuid not null,
    granted_at timestamptz not null,
    revoked_by uuid,
    revoked_at timestamptz,
    primary key (tenant_id, engagement_id),
    foreign key (tenant_id, assessment_id) references assessment,
    foreign key (tenant_id, granted_by) references account,
    foreign key (tenant_id, revoked_by) references account
);
create index on engagement (tenant_id, granted_at desc, engagement_id);
create index on engagement (tenant_id, assessment_id);

create table engagement_assessor (
    tenant_id uuid not null,
    engagement_id uuid not null,
    -- An account of kind 3.
    assessor_id uuid not null,
    conflict text not null default '',
    conflict_declared_at timestamptz,
    primary key (tenant_id, engagement_id, assessor_id),
    foreign key (tenant_id, engagement_id) references engagement,
    foreign key (tenant_id, assessor_id) references account
);

-- The body's side: where an assessor's engagements are. It opens nothing: the grant itself is read in each call.
create table engagement_pointer (
    tenant_id uuid not null,
    assessor_id uuid not null,
    engagement_id uuid not null,
    granting_tenant_id uuid not null,
    primary key (tenant_id, assessor_id, engagement_id),
    foreign key (tenant_id, assessor_id) references account
);

-- Ends a transaction that was entered through an engagement that does not hold (any more).
create function refuse_engagement() returns boolean
    language plpgsql as $$
begin
    raise exception 'the engagement does not hold (any more)' using errcode = 'LM002';
end $$;

-- The audit log. An entry is inserted here by the transaction that it tells of ...
-- (No foreign key to the tenant, which was entered: looking it up and locking it for each entry costs as much as the insert.)
create table audit_pending (
    tenant_id uuid not null,
    entry_id uuid not null,
    -- The serialised lm2.v1.AuditEntry.
    body bytea not null,
    salt bytea not null,
    account_id uuid,
    subject text not null,
    primary key (tenant_id, entry_id)
);
-- ... and moved here when it is sealed. Only ever inserted, but for the salt, which erasure takes away.
create table audit_entry (
    tenant_id uuid not null,
    leaf_index bigint not null,
    entry_id uuid not null,
    body bytea not null,
    salt bytea,
    account_id uuid,
    subject text not null,
    primary key (tenant_id, leaf_index),
    unique (tenant_id, entry_id)
);
create index on audit_entry (tenant_id, account_id, leaf_index);
create index on audit_entry (tenant_id, subject text_pattern_ops, leaf_index);

-- What was sealed together, and the head that was signed then.
create table audit_seal (
    tenant_id uuid not null references tenant,
    tree_size bigint not null,
    first_index bigint not null,
    leaf_hashes bytea not null,
    root bytea not null,
    sealed_at timestamptz not null,
    key_id bytea not null,
    signature bytea not null,
    primary key (tenant_id, tree_size)
);

-- Where the tree stands: locked by whoever seals. The frontier is the roots of its perfect subtrees, the largest first.
create table audit_tree (
    tenant_id uuid not null references tenant,
    tree_size bigint not null default 0,
    frontier bytea not null default '',
    primary key (tenant_id)
);

-- Roots of perfect subtrees of 256, 65536, ... leaves, so that a proof reads few leaves.
create table audit_node (
    tenant_id uuid not null references tenant,
    level smallint not null,
    position bigint not null,
    hash bytea not null,
    primary key (tenant_id, level, position)
);

-- Every tenant has its tree from the start, so that there is a row to lock.
insert into audit_tree (tenant_id) select tenant_id from tenant;

do $$
declare
    name text;
begin
    foreach name in array array[
        'password', 'one_time_token', 'engagement', 'engagement_assessor', 'engagement_pointer', 'audit_pending',
        'audit_entry', 'audit_seal', 'audit_tree', 'audit_node'
    ] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy of_tenant on %I using (tenant_id = entered_tenant())', name);
    end loop;
end $$;

grant select, insert, update, delete on password, one_time_token to lm2_server;
grant select, insert, update on engagement, engagement_assessor, audit_tree to lm2_server;
grant select, insert on engagement_pointer, audit_entry, audit_seal, audit_node to lm2_server;
grant select, insert, delete on audit_pending to lm2_server;
grant update (salt) on audit_entry to lm2_server;
