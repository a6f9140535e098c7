package dev.sonde.collector.api;

import dev.sonde.contract.check.Conduct;
import dev.sonde.contract.check.Confirm;
import dev.sonde.contract.check.ProbeHours;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** How a check's runs are conducted, as JSON. Pure; any thread. */
final class ConductForm {
    private ConductForm() {}

    static JsonObject of(Conduct conduct) {
        Confirm confirm = conduct.confirm();
        return new JsonObject()
                .put("confirmDelay", confirm == null ? null : Json.seconds(confirm.delay()))
                .put("hours", hours(conduct.hours()))
                .put("at", conduct.at() == null ? null : conduct.at().toString())
                .put("deep", conduct.deep())
                .put(
                        "evidence",
                        new JsonObject()
                                .put("slowest", conduct.evidence().slowest())
                                .put("sample", conduct.evidence().sample().doubleValue()));
    }

    private static @Nullable JsonObject hours(@Nullable ProbeHours hours) {
        if (hours == null) {
            return null;
        }
        JsonArray windows = Json.array(
                hours.windows(),
                window -> new JsonObject().put("cron", window.cron()).put("for", Json.seconds(window.length())));
        return new JsonObject().put("zone", hours.zone().getId()).put("windows", windows);
    }
}
