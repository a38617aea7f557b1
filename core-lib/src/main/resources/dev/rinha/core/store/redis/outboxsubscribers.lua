-- Answers: all subscribers.
local answer = {}
for _, subscriber in ipairs(subscribers()) do
  answer[#answer + 1] = subscriber.name
end
return answer
