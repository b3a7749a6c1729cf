-- Entering a tenant is part of each call, so it has to be cheap: one row, found by its key, instead of a function that
-- joins two tables. And names of people are kept by the server, so it has to see when one has changed.
set local search_path = lm2;

-- `infinity` where a credential does not expire, so that one comparison tells.
update credential set expires_at = 'infinity' where expires_at is null;
alter table credential
    alter column expires_at set default 'infinity',
    alter column expires_at set not null,
    -- One more whenever the credential's account is changed: a server that remembers the account notices.
    add column stamp integer not null default 1;
alter table account drop column revision;

-- One more whenever a person of the tenant gets another name.
alter table tenant add column names_version integer not null default 1;

drop function enter(uuid, uuid, integer, timestamptz);

-- Ends a transaction that was entered with a credential that is not good (any more).
create function refuse_entry() returns boolean
    language plpgsql as $$
begin
    raise exception 'the credential is not good (any more)' using errcode = 'LM001';
end $$;
