-- lease.lua moves or ends the lease of a mover, unless another has taken the cohort, or something was added to it, since.
--
-- KEYS[1]  the cohorts in which something is pending: a sorted set
-- ARGV[1]  the cohort
-- ARGV[2]  the time that the mover has set for it
-- ARGV[3]  the time to set; empty removes it
-- Returns  1 when done, 0 when not
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) ~= tonumber(ARGV[2]) then
  return 0
end
if ARGV[3] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return 1
