-- pulse.lua says that a process serves this shard now, and notes a doubt where Redis may have forgotten something since the last
-- pulse: it is another Redis than then, it has fewer pulses than this process has counted, or an operator says so.
--
-- KEYS[1]  the pulse of a shard: a hash of count, at, run; and from and until of the last doubt
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the run of this Redis, which changes when it starts; empty if that is unknown
-- ARGV[3]  how many pulses this process has counted here; 0 at its start
-- ARGV[4]  1 if an operator says that Redis was restored
-- ARGV[5]  where a doubt begins if there was no pulse, in milliseconds since 1970
-- ARGV[6]  how long before the last pulse a doubt begins, in milliseconds
-- ARGV[7]  until when an earlier doubt is over, in milliseconds since 1970
-- Returns  the count, and 1 if a doubt was noted
local call = redis.call
local p = call('HMGET', KEYS[1], 'count', 'at', 'run', 'from', 'until')
local count, at, seen = tonumber(p[1] or '0'), tonumber(p[2] or '-1'), tonumber(ARGV[3])
local another = at >= 0 and (p[3] ~= ARGV[2] or ARGV[2] == '' and seen == 0)
local doubt = 0

if ARGV[4] == '1' or count < seen or another then
  doubt = 1
  local from = tonumber(ARGV[5])
  if at >= 0 then
    from = at - tonumber(ARGV[6])
  end
  if p[4] and tonumber(p[5]) > tonumber(ARGV[7]) then -- what was not looked for yet must be looked for since then
    from = math.min(from, tonumber(p[4]))
  end
  call('HSET', KEYS[1], 'from', string.format('%.0f', from), 'until', ARGV[1])
end
count = math.max(count, seen) + 1
call('HSET', KEYS[1], 'count', count, 'at', ARGV[1], 'run', ARGV[2])
return {count, doubt}
