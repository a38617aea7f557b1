-- Ends a subscription; what waits for it is forgotten.
-- KEYS: subscriber:NAME
-- ARGV: subscriber. Answers: 1 if there was one, else 0.
local subscriber = ARGV[1]
local gone = redis.pcall('XGROUP', 'DESTROY', EVENTS, subscriber)
redis.call('DEL', SUBSCRIBER .. subscriber)
if type(gone) == 'table' or gone == 0 then
  return { 0 }
end
local left = #subscribers()
if left > 0 then
  redis.call('HSET', store .. 'settings', 'subscribers', left)
  trim_outbox()
else
  redis.call('HDEL', store .. 'settings', 'subscribers')
  if not is_tailed() then
    end_outbox()
  end
end
return { 1 }
