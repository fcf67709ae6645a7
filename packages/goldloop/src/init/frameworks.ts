/** A library that applications call models with, or that serves them. */
export interface Framework {
  /** The package's name, in npm or in Python's index. */
  package: string;
  name: string;
  /** How its answer is got, for the comment in the target: one line. */
  call?: string;
}

/** Known packages of npm, those that say most about the application first. */
export const nodeFrameworks: readonly Framework[] = [
  {
    package: "ai",
    name: "AI SDK",
    call: "const { text } = await generateText({ model, prompt: input });  return text;",
  },
  {
    package: "@openai/agents",
    name: "OpenAI Agents",
    call: "const result = await run(agent, input);  return result.finalOutput;",
  },
  { package: "@mastra/core", name: "Mastra", call: "const { text } = await agent.generate(input);  return text;" },
  {
    package: "@langchain/langgraph",
    name: "LangGraph",
    call: 'return graph.invoke({ messages: [{ role: "user", content: input }] });',
  },
  { package: "langchain", name: "LangChain", call: "return chain.invoke({ input });" },
  { package: "@langchain/core", name: "LangChain", call: "return chain.invoke({ input });" },
  { package: "llamaindex", name: "LlamaIndex", call: "return String(await engine.query({ query: input }));" },
  {
    package: "openai",
    name: "OpenAI",
    call: "const response = await client.responses.create({ model, input });  return response.output_text;",
  },
  {
    package: "@anthropic-ai/sdk",
    name: "Anthropic",
    call: "const message = await client.messages.create({ ... });  return message.content;",
  },
  { package: "next", name: "Next.js" },
  { package: "hono", name: "Hono" },
  { package: "express", name: "Express" },
  { package: "fastify", name: "Fastify" },
];

/** Known packages of Python. */
export const pythonFrameworks: readonly Framework[] = [
  { package: "langgraph", name: "LangGraph", call: 'return graph.invoke({"messages": [("user", question)]})' },
  { package: "langchain", name: "LangChain", call: 'return chain.invoke({"input": question})' },
  { package: "llama-index", name: "LlamaIndex", call: "return str(engine.query(question))" },
  { package: "pydantic-ai", name: "Pydantic AI", call: "return agent.run_sync(question).output" },
  { package: "crewai", name: "CrewAI", call: 'return crew.kickoff(inputs={"question": question}).raw' },
  { package: "openai-agents", name: "OpenAI Agents", call: "return Runner.run_sync(agent, question).final_output" },
  {
    package: "openai",
    name: "OpenAI",
    call: "return client.responses.create(model=MODEL, input=question).output_text",
  },
  { package: "anthropic", name: "Anthropic", call: "return client.messages.create(...).content[0].text" },
  { package: "fastapi", name: "FastAPI" },
  { package: "flask", name: "Flask" },
  { package: "django", name: "Django" },
];
