-- Dead letters in order of death; each is named by the time of death in 6 bytes and the id.
-- ARGV: the name after which to go on, or ''; only deaths before this time in 6 bytes, or '' for all; wanted at
-- most. Answers: names.
local after = ARGV[1] == '' and '-' or '(' .. ARGV[1]
local before = ARGV[2] == '' and '+' or '(' .. ARGV[2]
return redis.call('ZRANGEBYLEX', data .. 'dead', after, before, 'LIMIT', 0, ARGV[3])
