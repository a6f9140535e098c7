package dev.sonde.contract.yaml;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong while one configuration is read, so that all of it can be told at once. One thread, thrown away
 * afterwards.
 */
public final class Problems {
    private final Set<Problem> noted = new LinkedHashSet<>();
    private final ExpressionCheck expressions;
    private long errors;

    /** Of a configuration whose CEL expressions are taken as they are. */
    public Problems() {
        this(ExpressionCheck.NONE);
    }

    /** @param expressions looks at CEL expressions while they are read */
    public Problems(ExpressionCheck expressions) {
        this.expressions = expressions;
    }

    ExpressionCheck expressions() {
        return expressions;
    }

    /** Notes what makes the configuration unusable. The same problem of an aliased part is kept once. */
    public void error(Place place, String message, String expected) {
        errors++;
        noted.add(new Problem(Problem.Severity.ERROR, place, message, expected));
    }

    /** Something is passed over that was noted when the document was looked at whole: what it belongs to is not sound. */
    void passedOver() {
        errors++;
    }

    /** Notes what is doubtful. */
    public void warning(Place place, String message, String expected) {
        noted.add(new Problem(Problem.Severity.WARNING, place, message, expected));
    }

    /** Grows with every error noted, repeated ones included: unchanged means that nothing was wrong in between. */
    long errorCount() {
        return errors;
    }

    /** Whether the configuration can be used. */
    public boolean hasErrors() {
        return errors > 0;
    }

    /** All errors in order of place. */
    public List<Problem> errors() {
        return ofSeverity(Problem.Severity.ERROR);
    }

    /** All warnings in order of place. */
    public List<Problem> warnings() {
        return ofSeverity(Problem.Severity.WARNING);
    }

    /** Ends the reading if anything makes the configuration unusable. */
    public void throwIfAny() throws InvalidConfigException {
        if (hasErrors()) {
            throw new InvalidConfigException(errors(), warnings());
        }
    }

    private List<Problem> ofSeverity(Problem.Severity severity) {
        return noted.stream()
                .filter(problem -> problem.severity() == severity)
                .sorted()
                .toList();
    }
}
