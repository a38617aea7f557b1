-- Writes down what an operator does.
-- KEYS: operator-log
-- ARGV:
--   at        milliseconds since the epoch
--   who, from, what, subject, reason    texts
-- Answers nothing.
local at, who, from, what, subject, reason = unpack(ARGV)
redis.call('XADD', store .. 'operator-log', '*',
  'at', at, 'who', who, 'from', from, 'what', what, 'subject', subject, 'reason', reason)
return {}
