-- done.lua notes that invites were taken to their records, each unless it was changed since.
--
-- KEYS[1]  the invites that are pending: a sorted set by a count
-- KEYS[2]  the cohort's invites: a hash by person
-- ARGV     three for each invite: the person; the count that it had; and as it is to be, empty removes it, = leaves it
-- Returns  how many are no longer pending
local call = redis.call
local done = 0
for i = 1, #ARGV, 3 do
  local count = call('ZSCORE', KEYS[1], ARGV[i])
  if count and tonumber(count) == tonumber(ARGV[i + 1]) then
    done = done + call('ZREM', KEYS[1], ARGV[i])
    if ARGV[i + 2] == '' then
      call('HDEL', KEYS[2], ARGV[i])
    elseif ARGV[i + 2] ~= '=' then
      call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
    end
  end
end
return done
