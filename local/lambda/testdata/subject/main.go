// A Lambda function for the tests: its input says what it does.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type input struct {
	Do   string `json:"do"`
	Text string `json:"text"`
}

type output struct {
	PID      int    `json:"pid"`
	Text     string `json:"text"`
	Request  string `json:"request"`
	Function string `json:"function"`
}

func main() { lambda.Start(handle) }

func handle(ctx context.Context, in input) (any, error) {
	fmt.Println("doing", in.Do)
	switch in.Do {
	case "fail":
		return nil, errors.New("it failed")
	case "panic":
		panic("it panicked")
	case "exit":
		os.Exit(3)
	case "sleep":
		<-ctx.Done() // the deadline; the platform is quicker
		time.Sleep(time.Hour)
	case "until": // waits for a file, so that a test decides when an invocation ends
		for {
			if _, err := os.Stat(in.Text); err == nil {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	case "variable":
		in.Text = os.Getenv(in.Text)
	case "large":
		return strings.Repeat("x", 7<<20), nil
	case "raw":
		return json.RawMessage(in.Text), nil
	}
	request, _ := lambdacontext.FromContext(ctx)
	return output{PID: os.Getpid(), Text: in.Text, Request: request.AwsRequestID, Function: lambdacontext.FunctionName}, nil
}
