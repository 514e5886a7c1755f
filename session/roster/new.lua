-- new.lua lists a cohort, unless the manager's list has changed since it was read. Names are sealed, so the caller has
-- compared them.
--
-- KEYS[1]  the manager's list of cohorts: a hash
-- ARGV[1]  the version that was read; empty for none
-- ARGV[2]  the cohort's ID
-- ARGV[3]  its value in the list
-- Returns  1 when written, 0 when the version is another by now
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then
  return 0
end
redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return 1
