package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A compiled CEL expression that is true or false. Evaluating it is bounded in rounds, in characters made and in time;
 * {@code matches} is RE2. Immutable; any thread.
 */
public final class CelExpression {
    /** Numbers as CEL has those of JSON: doubles. */
    static final Json.Values VALUES = new Json.Values() {
        @Override
        public Object number(String literal) {
            return Double.valueOf(literal);
        }

        @Override
        public Object nothing() {
            return NullValue.NULL_VALUE;
        }
    };

    private static final String EXPECTED = "a CEL expression that is true or false";
    private static final java.util.regex.Pattern PLACE = java.util.regex.Pattern.compile(
            "evaluation error at <input>:([0-9]+): (.*)", java.util.regex.Pattern.DOTALL);

    private final String source;
    private final CelRuntime.Program program;
    private final Set<String> variables;
    private final boolean simple;

    private CelExpression(String source, CelRuntime.Program program, Set<String> variables, boolean simple) {
        this.source = source;
        this.program = program;
        this.variables = variables;
        this.simple = simple;
    }

    /** An expression could not be evaluated over these values. The message says why, for people; it may quote them. */
    public static final class NotEvaluatedException extends Exception {
        private static final long serialVersionUID = 1L;

        NotEvaluatedException(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Compiles an expression over an answer: {@code status}, {@code headers} (by name in lower case), {@code body} (text),
     * {@code json} (the body read as JSON), {@code size}, {@code response_time}, {@code phases} (durations by name),
     * {@code tls_version}. Takes half a second the first time; IllegalArgumentException with a message for people if it
     * is none.
     */
    public static CelExpression overAnswer(String text) {
        return compile(text, CelEnvironment.ANSWER);
    }

    /** What is wrong with an expression over an answer; null if nothing is. */
    public static @Nullable String complaintAbout(String text) {
        try {
            CelExpression ignored = overAnswer(text);
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).replace(" (expected: " + EXPECTED + ")", "");
        }
    }

    /** Likewise, over the one variable {@code body}: a body read as JSON. */
    public static CelExpression overJsonBody(String text) {
        return compile(text, CelEnvironment.JSON_BODY);
    }

    /**
     * Evaluates an expression made by {@link #overJsonBody}. Takes at most two seconds.
     *
     * @throws NotEvaluatedException if the body is no JSON, or has not what the expression looks for
     */
    public boolean holds(String json) throws NotEvaluatedException {
        try {
            Budget budget = Budget.begin();
            return evaluate(Map.of("body", Json.read(json, VALUES)), new CelTrace(budget), budget);
        } catch (Json.NotReadableException e) {
            throw new NotEvaluatedException("the body is " + e.getMessage());
        } catch (OverBudgetException e) {
            throw new NotEvaluatedException(String.valueOf(e.getMessage()));
        }
    }

    private static CelExpression compile(String text, CelEnvironment environment) {
        try {
            CelAbstractSyntaxTree tree = environment.compiler().compile(text).getAst();
            requireTruthValue(tree.getResultType());
            List<CelNavigableExpr> nodes =
                    CelNavigableAst.fromAst(tree).getRoot().allNodes().toList();
            nodes.forEach(node -> requireSoundLiterals(node.expr()));
            Set<String> variables = nodes.stream()
                    .filter(node -> node.getKind() == Kind.IDENT)
                    .map(node -> node.expr().ident().name())
                    .collect(Collectors.toUnmodifiableSet());
            boolean simple = nodes.stream().noneMatch(node -> isCostly(node.expr()));
            CelExpression compiled =
                    new CelExpression(text, environment.runtime().createProgram(tree), variables, simple);
            compiled.warmUp();
            return compiled;
        } catch (CelValidationException e) {
            throw new IllegalArgumentException(described(e.getErrors(), text) + " (expected: " + EXPECTED + ")", e);
        } catch (CelEvaluationException e) {
            throw new IllegalArgumentException(withPlace(e) + " (expected: " + EXPECTED + ")", e);
        }
    }

    private static boolean isCostly(CelExpr expression) {
        return expression.getKind() == Kind.COMPREHENSION
                || (expression.getKind() == Kind.CALL
                        && expression.call().function().equals("matches"));
    }

    /** The first evaluation loads classes for tens of milliseconds: better here than on an event loop. */
    private void warmUp() {
        Map<String, Object> nothing = Map.of(
                "status",
                0L,
                "headers",
                Map.of(),
                "body",
                "",
                "json",
                Map.of(),
                "size",
                0L,
                "response_time",
                Duration.ZERO,
                "phases",
                Map.of(),
                "tls_version",
                "");
        Budget budget = Budget.begin();
        try {
            boolean ignored = evaluate(nothing, new CelTrace(budget), budget);
        } catch (NotEvaluatedException | OverBudgetException e) {
            return; // as it may be, over nothing
        }
    }

    private static void requireTruthValue(CelType type) {
        if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
            throw new IllegalArgumentException("its value is of type " + type.name() + " (expected: " + EXPECTED + ")");
        }
    }

    /** What would fail in every evaluation is found before the first. */
    private static void requireSoundLiterals(CelExpr expression) {
        if (expression.getKind() != Kind.CALL || !expression.call().function().equals("matches")) {
            return;
        }
        List<CelExpr> arguments = expression.call().args();
        CelExpr last = arguments.get(arguments.size() - 1);
        if (last.getKind() == Kind.CONSTANT && last.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
            Pattern ignored = Re2.compile("matches", last.constant().stringValue());
        }
    }

    /** Whether the expression refers to the variable. */
    boolean uses(String variable) {
        return variables.contains(variable);
    }

    /** Whether it neither goes through lists or objects nor searches texts. */
    boolean isSimple() {
        return simple;
    }

    /** The expression as written. */
    @Override
    public String toString() {
        return source;
    }

    /** Evaluates; {@link OverBudgetException} when the time is over. */
    boolean evaluate(Map<String, Object> values, CelTrace trace, Budget budget) throws NotEvaluatedException {
        try {
            Object result = program.trace(values, trace.functions(), trace);
            budget.check();
            if (result instanceof Boolean truth) {
                return truth;
            }
            throw new NotEvaluatedException("its value is " + CelTrace.shown(result) + ", neither true nor false");
        } catch (CelEvaluationException e) {
            budget.check();
            throw new NotEvaluatedException(withPlace(e));
        }
    }

    private static String described(List<CelIssue> issues, String text) {
        if (issues.isEmpty()) {
            return Excerpt.of(text);
        }
        CelIssue first = issues.get(0);
        String said = first.getMessage().replace(" (in container '')", "").replaceFirst(" \\(candidates: .*", "");
        int line = first.getSourceLocation().getLine();
        int character = first.getSourceLocation().getColumn() + 1;
        String place = line > 1 ? "line " + line + ", character " + character : "character " + character;
        return Excerpt.of(said) + (line > 0 ? " at " + place : "");
    }

    private static String withPlace(CelEvaluationException e) {
        String said = Optional.ofNullable(e.getMessage()).orElse("");
        String why = cause(e);
        Matcher matcher = PLACE.matcher(said);
        if (!matcher.matches()) {
            return why != null ? why : said;
        }
        int character = Integer.parseInt(matcher.group(1)) + 1;
        return (why != null ? why : stripped(matcher.group(2))) + " at character " + character;
    }

    private static String stripped(String message) {
        String said = message.replaceFirst(" Overload candidates: .*", "");
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }

    /** What one of our own functions said. */
    private static @Nullable String cause(Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 10; depth++) {
            boolean ours = at instanceof CelTrace.TooMuchException
                    || (at instanceof IllegalArgumentException
                            && String.valueOf(at.getMessage()).startsWith("matches: "));
            if (ours) {
                return String.valueOf(at.getMessage());
            }
            at = at.getCause();
        }
        return null;
    }
}
