// Command mirror is the Lambda that copies posts' pictures into our own store,
// and takes the copies away again.
package main

import (
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/functions/mirror/handler"
	"github.com/hashmytag/hashmytag/shared/environment"
	"github.com/hashmytag/hashmytag/shared/mirror"
)

func main() {
	env := environment.Function()
	h := handler.New(env, env.AWS(), time.Now)
	env.Check()
	debug.SetMemoryLimit(mirror.MemoryLimit)

	lambda.Start(h)
}
