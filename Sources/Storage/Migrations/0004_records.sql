-- The registers of services: records, their revisions, which are only ever added, and what refers to what.
set local search_path = lm2;

-- When a service's last revision was recorded, and how many writes there were. Each write locks the row: so the order of
-- commits is the order of recording, an answer as at a past moment stays as it was, and what was computed from a service's
-- records holds while `change` is the same.
create table record_clock (
    tenant_id uuid not null,
    service_id uuid not null,
    last_recorded_at timestamptz not null,
    change bigint not null,
    primary key (tenant_id, service_id),
    foreign key (tenant_id, service_id) references service
);

create table record (
    tenant_id uuid not null,
    record_id uuid not null,
    service_id uuid not null,
    register text not null,
    -- The number of the latest revision, and what it says, so that lists read one table and its body.
    revision integer not null,
    state smallint not null check (state in (1, 2)),
    happened_on date not null,
    due_on date,
    location_id uuid,
    kind text,
    -- What only one live record of the service may have; null where that is nothing.
    unique_key text,
    primary key (tenant_id, record_id),
    unique (tenant_id, service_id, record_id),
    foreign key (tenant_id, service_id) references service
);
create index on record (tenant_id, service_id, register, happened_on desc, record_id desc);
create index on record (tenant_id, service_id, happened_on desc, record_id desc);
create unique index record_unique_key on record (tenant_id, service_id, register, unique_key)
    where unique_key is not null;

create table record_revision (
    tenant_id uuid not null,
    record_id uuid not null,
    revision integer not null check (revision > 0),
    recorded_at timestamptz not null,
    recorded_by uuid not null,
    -- 1 live, 2 withdrawn, which has a reason in place of a body.
    state smallint not null check (state in (1, 2)),
    body bytea check ((body is null) = (state = 2)),
    reason text check ((reason is null) = (state = 1)),
    primary key (tenant_id, record_id, revision),
    foreign key (tenant_id, record_id) references record
);

-- What the latest revision of a record refers to, within the service.
create table record_reference (
    tenant_id uuid not null,
    service_id uuid not null,
    record_id uuid not null,
    target_id uuid not null,
    primary key (tenant_id, record_id, target_id),
    foreign key (tenant_id, service_id, record_id) references record (tenant_id, service_id, record_id),
    foreign key (tenant_id, service_id, target_id) references record (tenant_id, service_id, record_id)
);

do $$
declare
    name text;
begin
    foreach name in array array['record_clock', 'record', 'record_revision', 'record_reference'] loop
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format('create policy of_tenant on %I using (tenant_id = entered_tenant())', name);
    end loop;
end $$;

grant select, insert, update on record_clock, record to lm2_server;
grant select, insert on record_revision to lm2_server;
grant select, insert, delete on record_reference to lm2_server;
