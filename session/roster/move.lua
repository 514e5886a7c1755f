-- move.lua gives a manager another number, all or nothing: nothing if one of the two numbers is not as it was read.
--
-- KEYS[1]  the managers: a hash by person
-- KEYS[2]  the IDs of people who are no managers: a hash by person
-- ARGV[1]  the person with the old number
-- ARGV[2]  the manager as they were read
-- ARGV[3]  the person with the new number
-- ARGV[4]  the manager as they are to be
-- ARGV[5]  the ID of whoever has the old number next
-- Returns  1 when written, now or when the answer was lost; 0 when not
local call = redis.call
local was, now = call('HGET', KEYS[1], ARGV[1]), call('HGET', KEYS[1], ARGV[3])
if now == ARGV[4] then
  return 1
elseif was ~= ARGV[2] or now then
  return 0
end
call('HDEL', KEYS[1], ARGV[1])
call('HSET', KEYS[1], ARGV[3], ARGV[4])
call('HSET', KEYS[2], ARGV[1], ARGV[5])
call('HDEL', KEYS[2], ARGV[3])
return 1
