-- commit.lua writes everything about one change at once, unless another change was committed since the record was read.
-- All keys are of one shard, so they are in one slot.
--
-- KEYS[1]  the person's record: a hash of version, place, answers and drafts
-- KEYS[2]  the reply of this turn: a string
-- KEYS[3]  the wake-ups of the person's shard: a sorted set
-- KEYS[4]  and on: other keys of the shard, sorted sets in which members change and hashes that count
-- ARGV[1]  the version that was read; empty if there was no record
-- ARGV[2]  the version to write
-- ARGV[3]  the place, sealed
-- ARGV[4]  the answers, sealed; empty removes them, = leaves them unchanged
-- ARGV[5]  the drafts, sealed; empty removes them, = leaves them unchanged
-- ARGV[6]  the reply, sealed; empty if the change is no turn
-- ARGV[7]  how long the reply is kept, in seconds
-- ARGV[8]  how long the record is kept, in seconds; 0 means for good, = means for good as before
-- ARGV[9]  the person, as member of the wake-ups
-- ARGV[10] when the person is next due, in milliseconds since 1970; empty means never
-- ARGV[11] how long a hash that counts is kept after its last change, in seconds
-- ARGV[12] and on: for each of these changes the number of its key in KEYS, the change, and the member or field. The change is
--          the new score, empty to remove, +n or -n to count, or = and a value that is set unless there is one
-- Returns  1 if written, 0 if the version has changed: read again
local call = redis.call

if (call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then
  return 0
end

call('HSET', KEYS[1], 'version', ARGV[2], 'place', ARGV[3])
for field, value in pairs({answers = ARGV[4], drafts = ARGV[5]}) do
  if value == '' then
    call('HDEL', KEYS[1], field)
  elseif value ~= '=' then
    call('HSET', KEYS[1], field, value)
  end
end

if ARGV[8] == '0' then
  call('PERSIST', KEYS[1])
elseif ARGV[8] ~= '=' then
  call('EXPIRE', KEYS[1], ARGV[8])
end

if ARGV[6] ~= '' then
  call('SET', KEYS[2], ARGV[6], 'EX', ARGV[7])
end

if ARGV[10] == '' then
  call('ZREM', KEYS[3], ARGV[9])
else
  call('ZADD', KEYS[3], ARGV[10], ARGV[9])
end

local counting = {}
for i = 12, #ARGV, 3 do
  local key, change, member = KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2]
  local sign = string.sub(change, 1, 1)
  if change == '' then
    call('ZREM', key, member)
  elseif sign == '+' or sign == '-' then
    call('HINCRBY', key, member, tonumber(change))
    counting[key] = true
  elseif sign == '=' then
    call('HSETNX', key, member, string.sub(change, 2))
    counting[key] = true
  else
    call('ZADD', key, change, member)
  end
end
for key in pairs(counting) do
  call('EXPIRE', key, ARGV[11])
end
return 1
