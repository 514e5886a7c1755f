-- log.lua logs an act. The same entry again, because the answer was lost, is one.
--
-- KEYS[1]  the cohort's log: a list, the last entry first
-- ARGV[1]  the entry, sealed
-- ARGV[2]  how many entries are kept
-- Returns  1
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then
  redis.call('LPUSH', KEYS[1], ARGV[1])
  redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
end
return 1
