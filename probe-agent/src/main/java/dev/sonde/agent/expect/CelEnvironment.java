package dev.sonde.agent.expect;

import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import java.util.Map;

/**
 * What CEL expressions may refer to, and how far they may go. Made at first use, which takes half a second: not on an
 * event loop. Immutable.
 */
final class CelEnvironment {
    /** An answer: its parts by name. */
    static final CelEnvironment ANSWER = new CelEnvironment(Map.of(
            "status", SimpleType.INT,
            "headers", MapType.create(SimpleType.STRING, SimpleType.STRING),
            "body", SimpleType.STRING,
            "json", SimpleType.DYN,
            "size", SimpleType.INT,
            "response_time", SimpleType.DURATION,
            "phases", MapType.create(SimpleType.STRING, SimpleType.DURATION),
            "tls_version", SimpleType.STRING));

    /** Nothing but {@code body}, read as JSON, as blackbox_exporter has it. */
    static final CelEnvironment JSON_BODY = new CelEnvironment(Map.of("body", SimpleType.DYN));

    /** Most rounds of {@code all}, {@code exists} and the like in one evaluation. */
    private static final int MAX_ITERATIONS = 20_000;

    private static final int MAX_EXPRESSION = 4_000;
    private static final int MAX_NESTING = 50;

    private final CelCompiler compiler;
    private final CelRuntime runtime;

    private CelEnvironment(Map<String, CelType> variables) {
        CelOptions options = options();
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(options)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS);
        variables.forEach(builder::addVar);
        this.compiler = builder.build();
        this.runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .setOptions(options)
                .setStandardFunctions(CelStandardFunctions.newBuilder()
                        .excludeFunctions(StandardFunction.MATCHES)
                        .build())
                .addLateBoundFunctions("matches") // comes with each evaluation: RE2 within its budget
                .build();
    }

    private static CelOptions options() {
        return CelOptions.current()
                .enableHeterogeneousNumericComparisons(true) // JSON knows one kind of number, people write 200 and 0.5
                .comprehensionMaxIterations(MAX_ITERATIONS)
                .maxExpressionCodePointSize(MAX_EXPRESSION)
                .maxParseRecursionDepth(MAX_NESTING)
                .build();
    }

    CelCompiler compiler() {
        return compiler;
    }

    CelRuntime runtime() {
        return runtime;
    }
}
