package platform

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"sync"

	"github.com/hashmytag/hashmytag/local/lambda"
	"github.com/hashmytag/hashmytag/local/template"
)

// copiesPictures is the folder of the function that would keep a small machine busy for minutes after its first start,
// while people already look at pages.
const copiesPictures = "mirror"

// functions run the template's functions, by logical id.
type functions map[string]*lambda.Function

func (p *platform) newFunctions() functions {
	all := functions{}
	for _, function := range p.plan.Functions {
		all[function.ID] = lambda.New(lambda.Config{
			Name:        function.Name,
			ARN:         function.ARN,
			Region:      region,
			Binary:      p.binary(function.Folder),
			Environment: p.environment(function),
			Timeout:     function.Timeout,
			Memory:      function.Memory,
			Concurrency: concurrency(function.Concurrency),
			Yields:      function.Folder == copiesPictures,
			Output:      p.output,
			Log:         function.Folder,
		})
	}
	return all
}

// environment is the template's, with what differs on one machine: where services answer, and a key file for KMS.
func (p *platform) environment(function template.Function) map[string]string {
	variables := maps.Clone(function.Environment)
	if _, ok := variables["CREDENTIALS_KEY_ARN"]; ok {
		delete(variables, "CREDENTIALS_KEY_ARN")
		variables["CREDENTIALS_KEY_FILE"] = p.keyFile()
	}
	variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"] = function.ID, function.ID
	delete(variables, "METRICS_NAMESPACE") // nobody gathers metrics here: they would only fill the terminal
	variables["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "disabled"
	for service := range p.engines.endpoints {
		variables[endpointVariable(service)] = p.engines.aws
	}
	return variables
}

func (p *platform) keyFile() string { return filepath.Join(p.options.Data, "credentials.key") }

// invoke runs a function by its logical id.
func (f functions) invoke(ctx context.Context, id string, payload []byte) ([]byte, error) {
	function, ok := f[id]
	if !ok {
		return nil, fmt.Errorf("the template has no function %s", id)
	}
	return function.Invoke(ctx, payload)
}

// of binds invoke to one function.
func (f functions) of(id string) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, payload []byte) ([]byte, error) { return f.invoke(ctx, id, payload) }
}

func (f functions) close() {
	var all sync.WaitGroup
	for _, function := range f {
		all.Go(function.Close)
	}
	all.Wait()
}
