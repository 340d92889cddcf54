// Evaluates requests against IAM policies, over HTTP: POST a list of simulations, get a list of results.
import { createServer } from 'node:http'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const answer = async (simulation) => {
  const { resultType, overallResult, errors } = await runSimulation(simulation, {})
  return resultType === 'single' ? overallResult : `${resultType}: ${JSON.stringify(errors)}`
}

const server = createServer(async (request, response) => {
  try {
    const body = []
    for await (const part of request) body.push(part)
    const results = []
    for (const simulation of body.length ? JSON.parse(Buffer.concat(body)) : []) results.push(await answer(simulation))
    response.end(JSON.stringify(results))
  } catch (error) {
    response.writeHead(500).end(String(error))
  }
})
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))
