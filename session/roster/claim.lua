-- claim.lua takes the cohort that waits longest for a mover, and puts it off by a lease: if its mover dies, another may take it
-- when the lease is over.
--
-- KEYS[1]  the cohorts in which something is pending: a sorted set
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  when the lease ends, likewise
-- Returns  the cohort and the time it was due; nothing where none is due
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, 1)
if #due > 0 then
  redis.call('ZADD', KEYS[1], ARGV[2], due[1])
end
return due
