-- spend.lua counts segments of a day, unless they do not fit into its limit any more.
--
-- KEYS[1]  the day: a hash
-- ARGV[1]  how many segments; fewer than 0 are given back
-- ARGV[2]  the limit of a day
-- ARGV[3]  1 counts them in any case
-- ARGV[4]  how long the day is kept, in seconds
-- Returns  1 if counted or 0; the segments of the day so far; and 1, once a day each, when four fifths are spent, when the limit is
--          spent, and when a text has more segments than the limit
local call = redis.call
local segments, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local spent = tonumber(call('HGET', KEYS[1], 'segments') or '0')
local fits = ARGV[3] == '1' or spent + segments <= limit
if fits then
  spent = call('HINCRBY', KEYS[1], 'segments', segments)
end

local function first(field, is)
  return is and call('HSETNX', KEYS[1], field, 1) or 0
end
local most = first('most', spent >= limit * 4 / 5)
local all = first('all', not fits or spent >= limit)
local long = first('long', not fits and segments > limit)
call('EXPIRE', KEYS[1], ARGV[4])
return {fits and 1 or 0, spent, most, all, long}
