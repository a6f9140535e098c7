package dev.sonde.agent.expect;

import com.google.re2j.Pattern;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelEvaluationListener;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionResolver;
import dev.cel.runtime.CelLateFunctionBindings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows one evaluation: stops it when it has used up its time or made too long texts, and notes the first values it
 * looked at, to tell people what was seen. One evaluation, one thread.
 */
final class CelTrace implements CelEvaluationListener {
    /** Most characters that one evaluation may put together. */
    private static final long MAX_CHARACTERS = 32 * 1024 * 1024;

    private static final int MAX_NOTED = 3;
    private static final int MAX_PATTERNS = 50;

    private final Budget budget;
    private final Map<String, String> noted = new LinkedHashMap<>();
    private final Map<String, Pattern> patterns = new HashMap<>();
    private long charactersLeft = MAX_CHARACTERS;

    CelTrace(Budget budget) {
        this.budget = budget;
    }

    /** An evaluation goes beyond what it may use. */
    static final class TooMuchException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMuchException(String message) {
            super(message, null, false, false);
        }
    }

    /** The functions that are bounded too. */
    @SuppressWarnings("Immutable") // they last no longer than this evaluation
    CelFunctionResolver functions() {
        return CelLateFunctionBindings.from(
                CelFunctionBinding.from("matches", String.class, String.class, this::matches),
                CelFunctionBinding.from("matches_string", String.class, String.class, this::matches));
    }

    private boolean matches(String text, String expression) {
        Pattern pattern = patterns.get(expression);
        if (pattern == null) {
            if (patterns.size() >= MAX_PATTERNS) {
                throw new TooMuchException("more than " + MAX_PATTERNS + " different regular expressions");
            }
            pattern = Re2.compile("matches", expression);
            patterns.put(expression, pattern);
        }
        return pattern.matcher(budget.watched(text)).find();
    }

    @Override
    public void callback(CelExpr expression, Object value) {
        budget.check();
        if (value instanceof String text && expression.getKind() == Kind.CALL) {
            charactersLeft -= text.length();
            if (charactersLeft < 0) {
                throw new TooMuchException("more than " + MAX_CHARACTERS + " characters put together");
            }
        }
        if (noted.size() < MAX_NOTED) {
            String path = isSingle(value) ? path(expression) : null;
            if (path != null && (expression.getKind() != Kind.IDENT || !path.equals("body"))) {
                noted.putIfAbsent(path, shown(value));
            }
        }
    }

    /** The first values looked at: {@code json.n = 2, status = 200}. May quote the answer. */
    String seen() {
        StringBuilder seen = new StringBuilder();
        noted.forEach((path, value) -> seen.append(seen.isEmpty() ? "" : ", ")
                .append(path)
                .append(" = ")
                .append(value));
        return seen.toString();
    }

    /** A value for a message. */
    static String shown(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString(number.longValue());
        }
        if (value instanceof String text) {
            return "'" + Excerpt.of(Excerpt.beginning(text)) + "'";
        }
        if (value instanceof Duration duration) {
            return TimeCondition.milliseconds(duration.toNanos());
        }
        if (value == NullValue.NULL_VALUE) {
            return "null";
        }
        if (value instanceof Map<?, ?> object) {
            return "an object of " + object.size();
        }
        return value instanceof List<?> list ? "a list of " + list.size() : value.toString();
    }

    private static boolean isSingle(Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Duration
                || value == NullValue.NULL_VALUE;
    }

    /** How the expression names a value it looks at; null if it makes it. */
    private static @Nullable String path(CelExpr expression) {
        if (expression.getKind() == Kind.IDENT) {
            String name = expression.ident().name();
            return name.startsWith("@") || name.startsWith("__") ? null : name;
        }
        if (expression.getKind() == Kind.SELECT && !expression.select().testOnly()) {
            String operand = path(expression.select().operand());
            return operand == null ? null : operand + "." + expression.select().field();
        }
        if (expression.getKind() == Kind.CALL && expression.call().function().equals("_[_]")) {
            return indexed(expression.call());
        }
        return null;
    }

    private static @Nullable String indexed(CelCall call) {
        String operand = path(call.args().get(0));
        CelExpr index = call.args().get(1);
        if (operand == null || index.getKind() != Kind.CONSTANT) {
            return null;
        }
        return operand + "["
                + switch (index.constant().getKind()) {
                    case STRING_VALUE -> "'" + index.constant().stringValue() + "'";
                    case INT64_VALUE -> Long.toString(index.constant().int64Value());
                    default -> "...";
                }
                + "]";
    }
}
