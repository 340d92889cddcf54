// Package engine installs and runs the programs that serve AWS's APIs on one
// machine: for `hashmytag local`, and for tests (shared/enginetest).
//
// Each engine is installed once, at a pinned version, into a folder of its own
// below the tools folder. Each listens on the loopback interface only.
package engine

import (
	"embed"
	"path/filepath"
	"runtime"
	"strconv"
)

//go:embed launch
var launchers embed.FS

// Engine is a program that can be installed and started.
type Engine struct {
	name     string            // with the version: its folder below the tools folder
	needs    map[string]string // command that must be there → what to install when it is not
	files    []string          // of launch/, copied into its folder
	install  [][]string        // commands, run in its folder
	freePort bool              // cannot take port 0 and tell which one it got
	command  func(port int) []string
}

// Name is the engine's name and version.
func (e Engine) Name() string { return e.name }

const (
	dynoxideVersion = "1.2.1"
	fauxqsVersion   = "1.9.2"
	motoVersion     = "5.2.5"

	miniStackVersion   = "1.5.33"
	iamSimulateVersion = "0.1.173"
)

var node = map[string]string{"node": "Node.js 20 or later", "npm": "Node.js 20 or later, with npm"}

// Dynoxide serves DynamoDB's API from the database file at path, or from memory
// when path is empty.
func Dynoxide(path string) Engine {
	platform := nodePlatform()
	return Engine{
		name:     "dynoxide-" + dynoxideVersion,
		needs:    node,
		install:  [][]string{npmInstall("@dynoxide/" + platform + "@" + dynoxideVersion)},
		freePort: true,
		command: func(port int) []string {
			argv := []string{
				filepath.Join("node_modules", "@dynoxide", platform, "dynoxide"),
				"--host", "127.0.0.1", "--port", strconv.Itoa(port),
			}
			if path != "" {
				argv = append(argv, "--db-path", path)
			}
			return argv
		},
	}
}

// Fauxqs serves SQS's API (and S3's) from memory.
func Fauxqs() Engine {
	return Engine{
		name:    "fauxqs-" + fauxqsVersion,
		needs:   node,
		files:   []string{"fauxqs.mjs"},
		install: [][]string{npmInstall("fauxqs@" + fauxqsVersion)},
		command: func(port int) []string { return []string{"node", "fauxqs.mjs", strconv.Itoa(port)} },
	}
}

// DynamoDBLocal is Amazon's own DynamoDB for a desk, in memory.
func DynamoDBLocal() Engine {
	const jdk = "a JDK, 17 or later"
	jars := filepath.Join("lib", "*")
	return Engine{
		name:  "dynamodb-local-3.3.1",
		needs: map[string]string{"java": jdk, "javac": jdk, "mvn": "Maven 3.8 or later"},
		files: []string{"pom.xml", "DynamoDBLocal.java"},
		install: [][]string{
			{
				"mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies",
				"-DincludeScope=runtime", "-DoutputDirectory=lib",
			},
			{"javac", "-cp", jars, "DynamoDBLocal.java"},
		},
		command: func(port int) []string {
			return []string{
				"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.library.path=lib",
				"-cp", jars + string(filepath.ListSeparator) + ".", "DynamoDBLocal", strconv.Itoa(port),
			}
		},
	}
}

// Moto serves Secrets Manager, KMS and STS from memory. Tests only.
func Moto() Engine {
	python := filepath.Join("venv", "bin", "python")
	return Engine{
		name:  "moto-" + motoVersion,
		needs: map[string]string{"python3": "Python 3.10 or later, with venv"},
		install: [][]string{
			{"python3", "-m", "venv", "venv"},
			{python, "-m", "pip", "install", "--quiet", "moto==" + motoVersion, "flask==3.1.3", "flask-cors==6.0.5"},
		},
		command: func(port int) []string {
			return []string{python, "-m", "moto.server", "--host", "127.0.0.1", "--port", strconv.Itoa(port)}
		},
	}
}

// MiniStack emulates AWS as a whole: it deploys a CloudFormation stack, and runs its functions. Tests only.
func MiniStack() Engine {
	python := filepath.Join("venv", "bin", "python")
	return Engine{
		name:     "ministack-" + miniStackVersion,
		needs:    map[string]string{"python3": "Python 3.10 or later, with venv"},
		freePort: true,
		install: [][]string{
			{"python3", "-m", "venv", "venv"},
			{python, "-m", "pip", "install", "--quiet", "ministack[full]==" + miniStackVersion},
		},
		command: func(port int) []string {
			return []string{
				"env", "BIND_HOST=127.0.0.1", "LAMBDA_EXECUTOR=local", "GATEWAY_PORT=" + strconv.Itoa(port),
				"AWS_ENDPOINT_URL=http://127.0.0.1:" + strconv.Itoa(port), // what the functions ask
				python, "-m", "ministack",
			}
		},
	}
}

// IAMSimulate evaluates requests against IAM policies. Tests only.
func IAMSimulate() Engine {
	return Engine{
		name:    "iam-simulate-" + iamSimulateVersion,
		needs:   node,
		files:   []string{"iam-simulate.mjs"},
		install: [][]string{npmInstall("@cloud-copilot/iam-simulate@" + iamSimulateVersion)},
		command: func(port int) []string { return []string{"node", "iam-simulate.mjs", strconv.Itoa(port)} },
	}
}

func npmInstall(module string) []string {
	return []string{"npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--prefix", ".", module}
}

// nodePlatform is this machine as npm's packages name it.
func nodePlatform() string {
	arch := map[string]string{"amd64": "x64"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return runtime.GOOS + "-" + arch
}
