-- join.lua counts somebody who joins a cohort by its keyword, unless as many have joined as may. Somebody counts once.
--
-- KEYS[1]  who has joined: a hash by person
-- ARGV[1]  the person
-- ARGV[2]  the turn in which they join
-- ARGV[3]  how many may join
-- Returns  the turn in which they have joined, this one or an earlier one; empty when the cohort is full
local call = redis.call
local turn = call('HGET', KEYS[1], ARGV[1])
if turn then
  return turn
end
if call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
  return ''
end
call('HSET', KEYS[1], ARGV[1], ARGV[2])
return ARGV[2]
