-- Dead or discarded letters in order of time; each is named by the time of death, or of when it was discarded, in
-- 6 bytes and the id.
-- KEYS: 7:dead, 7:discarded
-- ARGV:
--   list          'dead' or 'discarded'
--   after         the name after which to go on, or ''
--   before        only before this time in 6 bytes, or '' for all
--   limit         wanted at most
-- Answers: names.
local list, after, before, limit = unpack(ARGV)
local from = after == '' and '-' or '(' .. after
local to = before == '' and '+' or '(' .. before
return redis.call('ZRANGEBYLEX', data .. list, from, to, 'LIMIT', 0, limit)
