-- amend.lua changes what a cohort is and logs that, unless another has changed it since it was read.
--
-- KEYS[1]  what the cohort is: a string, sealed
-- KEYS[2]  the cohort's log: a list, the last entry first
-- ARGV[1]  as it was read; empty for none
-- ARGV[2]  as it is to be
-- ARGV[3]  the log's entry, sealed; empty for none
-- ARGV[4]  how many entries are kept
-- Returns  1 when written, now or when the answer was lost; 0 when not
local call = redis.call
local now = call('GET', KEYS[1]) or ''
if now == ARGV[2] then
  return 1
elseif now ~= ARGV[1] then
  return 0
end
call('SET', KEYS[1], ARGV[2])
if ARGV[3] ~= '' then
  call('LPUSH', KEYS[2], ARGV[3])
  call('LTRIM', KEYS[2], 0, ARGV[4] - 1)
end
return 1
