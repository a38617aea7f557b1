-- Dead or discarded letters in order of time; each is named by the time of death, or of when it was discarded, in
-- 6 bytes and the id.
-- ARGV: 'dead' or 'discarded', the name after which to go on, or ''; only before this time in 6 bytes, or '' for
-- all; wanted at most. Answers: names.
local after = ARGV[2] == '' and '-' or '(' .. ARGV[2]
local before = ARGV[3] == '' and '+' or '(' .. ARGV[3]
return redis.call('ZRANGEBYLEX', data .. ARGV[1], after, before, 'LIMIT', 0, ARGV[4])
