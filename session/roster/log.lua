-- log.lua logs an act. The same entry again, because the answer was lost, is one.
--
-- KEYS[1]  the cohort's log: a list, the last entry first
-- ARGV[1]  the entry, sealed
-- ARGV[2]  how many entries are kept
-- ARGV[3]  the last entry as it was read, if this act goes on with it; otherwise empty
-- ARGV[4]  both as one entry
-- Returns  1
local call = redis.call
local last = call('LINDEX', KEYS[1], 0)
if last == ARGV[1] or ARGV[3] ~= '' and last == ARGV[4] then
  return 1
elseif ARGV[3] ~= '' and last == ARGV[3] then
  call('LSET', KEYS[1], 0, ARGV[4])
  return 1
end
call('LPUSH', KEYS[1], ARGV[1])
call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
return 1
