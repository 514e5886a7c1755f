-- manager.lua writes or removes a manager, all or nothing: nothing if they are not as they were read.
--
-- KEYS[1]  the managers: a hash by person
-- KEYS[2]  the managers who were removed: a hash by ID
-- KEYS[3]  the IDs of people who are no managers: a hash by person
-- ARGV[1]  the person
-- ARGV[2]  the manager as they were read; empty for none
-- ARGV[3]  the manager as they are to be; empty removes them
-- ARGV[4]  their ID
-- ARGV[5]  the manager as one who was removed; empty if they are not to be
-- Returns  1 when written, now or when the answer was lost; 0 when not
local call = redis.call
local now = call('HGET', KEYS[1], ARGV[1]) or ''
if now == ARGV[3] and (now ~= '' or call('HGET', KEYS[2], ARGV[4]) == ARGV[5]) then
  return 1
elseif now ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  call('HDEL', KEYS[1], ARGV[1])
  call('HSET', KEYS[2], ARGV[4], ARGV[5])
  call('HSET', KEYS[3], ARGV[1], ARGV[4])
else
  call('HSET', KEYS[1], ARGV[1], ARGV[3])
  call('HDEL', KEYS[2], ARGV[4])
end
return 1
