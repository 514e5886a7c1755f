-- backlog.lua counts what is due and what is in the outboxes of one shard. It writes nothing.
--
-- KEYS[1]  the wake-ups of the shard: a sorted set
-- KEYS[2]  the claimed ones of them, by when they were due
-- KEYS[3]  the index of waiting entries: a sorted set
-- KEYS[4]  and on: the index of entries in other states
-- ARGV[1]  now, in milliseconds since 1970
-- ARGV[2]  the latest time at which a lease that was given by now ends
-- Returns  how many people are due, and since when the first; how many waiting entries should have gone, and since when the
--          first; then the number of entries for KEYS[3] and on. Since is -1 if there are none.
local call, now, lease = redis.call, tonumber(ARGV[1]), tonumber(ARGV[2])

-- since returns the score of the first member of a set if it is due.
local function since(key)
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if first[2] and tonumber(first[2]) <= now then
    return tonumber(first[2])
  end
  return -1
end

-- A claim moves a wake-up to the end of its lease. If that is not where it is, a turn has moved it since.
local due, oldest = call('ZCOUNT', KEYS[1], '-inf', ARGV[1]), since(KEYS[1])
local claimed = call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for i = 1, #claimed, 2 do
  local at, was = tonumber(call('ZSCORE', KEYS[1], claimed[i]) or '-1'), tonumber(claimed[i + 1])
  if at >= 0 and at <= lease then
    if at > now then
      due = due + 1
    end
    if oldest < 0 or was < oldest then
      oldest = was
    end
  end
end

local counts = {due, oldest, call('ZCOUNT', KEYS[3], '-inf', ARGV[1]), since(KEYS[3])}
for i = 3, #KEYS do
  counts[#counts + 1] = call('ZCARD', KEYS[i])
end
return counts
