package dev.sonde.launcher.importer;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gatus's conditions on an HTTP answer as a block {@code expect} of ours. One thread. */
final class HttpConditions {
    private final Notes notes;
    private final StatusSet status = new StatusSet();
    private final Draft body = new Draft();
    private final List<String> cel = new ArrayList<>();

    HttpConditions(Notes notes) {
        this.notes = notes;
    }

    /** Takes a condition on status or body; true if it was one of those, carried over or noted. */
    boolean take(GatusCondition condition) {
        switch (condition.subject()) {
            case "STATUS" -> status(condition);
            case "BODY" -> body(condition);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Puts what was taken; a status that no condition names may be any. */
    void put(Draft expect) {
        expect.put("status", status.written());
        body.put("cel", cel.isEmpty() ? null : cel.size() == 1 ? cel.get(0) : "(" + String.join(") && (", cel) + ")");
        expect.put("body", body);
    }

    /** Whether no status is right, so that every run would fail. */
    boolean contradict() {
        return status.isEmpty();
    }

    private void status(GatusCondition condition) {
        Double number = condition.number();
        String pattern = condition.pattern();
        if (condition.isEquality() && (pattern != null || !condition.comparesTwo())) {
            com.google.re2j.Pattern right = com.google.re2j.Pattern.compile(condition.expression());
            status.keep(code -> right.matcher(Integer.toString(code)).matches() == condition.isEqual());
        } else if (!condition.isEquality() && number != null) {
            status.keep(code -> holds(code, condition.operator(), number));
        } else {
            lost(condition, "compares two parts of the answer");
        }
    }

    private static boolean holds(double left, String operator, double right) {
        return switch (operator) {
            case "<" -> left < right;
            case "<=" -> left <= right;
            case ">" -> left > right;
            default -> left >= right;
        };
    }

    private void body(GatusCondition condition) {
        if (condition.function().equals("has")) {
            exists(condition);
        } else if (condition.function().equals("len")) {
            length(condition);
        } else if (condition.comparesTwo()) {
            two(condition);
        } else if (condition.path().isEmpty()) {
            whole(condition);
        } else {
            value(condition);
        }
    }

    private void exists(GatusCondition condition) {
        String path = BodyPath.json(condition.path());
        boolean truth = condition.value().equalsIgnoreCase("true");
        if (path == null || !condition.isEquality()) {
            lost(condition, "no path of ours");
        } else {
            Draft match = new Draft().put("path", path);
            body.add("json", match.put("exists", String.valueOf(truth == condition.isEqual())));
        }
    }

    private void length(GatusCondition condition) {
        String path = BodyPath.cel(condition.path());
        Double number = condition.number();
        if (path == null || number == null || condition.path().isEmpty()) {
            lost(
                    condition,
                    condition.path().isEmpty() ? "the length of a text or a list, whichever it is" : "no number");
        } else {
            cel.add("size(" + path + ") " + condition.operator() + " " + Math.round(number));
        }
    }

    private void two(GatusCondition condition) {
        GatusCondition other = GatusCondition.parse(condition.value() + " == x", condition.place());
        String left = BodyPath.cel(condition.path());
        String right = other == null
                        || !other.subject().equals("BODY")
                        || !other.function().isEmpty()
                ? null
                : BodyPath.cel(other.path());
        if (left == null || right == null || condition.path().isEmpty()) {
            lost(condition, "compares what our expectations cannot");
        } else {
            cel.add(left + " " + condition.operator() + " " + right);
        }
    }

    private void whole(GatusCondition condition) {
        if (!condition.isEquality()) {
            lost(condition, "a body is compared as text");
            return;
        }
        String pattern = condition.pattern();
        String contained = pattern == null ? null : Glob.contained(pattern);
        if (contained != null) {
            body.add(condition.isEqual() ? "contains" : "not_contains", contained);
        } else {
            body.add(condition.isEqual() ? "matches" : "not_matches", condition.expression());
        }
    }

    private void value(GatusCondition condition) {
        String path = BodyPath.json(condition.path());
        if (path == null) {
            lost(condition, "no path of ours");
            return;
        }
        Draft match = new Draft().put("path", path);
        Double number = condition.number();
        String text = condition.value();
        boolean many = condition.pattern() != null || condition.values().size() > 1;
        if (condition.isEquality() && !many) {
            body.add("json", match.put(condition.isEqual() ? "equals" : "not_equals", text));
        } else if (condition.isEqual()) {
            body.add("json", match.put("matches", condition.expression()));
        } else if (condition.operator().equals("!=")) {
            cel.add("!(string(" + BodyPath.cel(condition.path()) + ").matches(" + celText(condition.expression())
                    + "))");
        } else if (number == null) {
            lost(condition, "no number");
        } else if (condition.operator().length() == 1) {
            String key = condition.operator().equals("<") ? "less_than" : "greater_than";
            body.add("json", match.put(key, decimal(number)));
        } else {
            cel.add("double(" + BodyPath.cel(condition.path()) + ") " + condition.operator() + " "
                    + Double.toString(number));
        }
    }

    private static String decimal(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private static String celText(@Nullable String text) {
        return "r'" + String.valueOf(text).replace("'", "\\x27") + "'";
    }

    private void lost(GatusCondition condition, String why) {
        notes.lost(condition.place(), condition.text(), why);
    }
}
