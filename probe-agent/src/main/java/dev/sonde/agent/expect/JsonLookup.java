package dev.sonde.agent.expect;

import dev.sonde.contract.check.JsonPath;
import dev.sonde.contract.check.JsonPath.Step;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the one value that a path leads to. Stateless. */
final class JsonLookup {
    private JsonLookup() {}

    /** The value, null if there is none; a {@code null} of the document is no null here. */
    static @Nullable Object find(Object root, JsonPath path) {
        Object at = root;
        for (Step step : path.steps()) {
            at = at == null ? null : child(at, step);
        }
        return at;
    }

    private static @Nullable Object child(Object value, Step step) {
        if (step instanceof Step.Member member) {
            return value instanceof Map<?, ?> object ? object.get(member.name()) : null;
        }
        if (step instanceof Step.Element element && value instanceof List<?> list) {
            int at = element.index() < 0 ? list.size() + element.index() : element.index();
            return at >= 0 && at < list.size() ? list.get(at) : null;
        }
        return null;
    }
}
