-- ARGV: id. Answers nothing.
local id = ARGV[1]
if is_open(id) then
  redis.call('HSET', replay_key(id), 'frozen', 1)
end
return {}
