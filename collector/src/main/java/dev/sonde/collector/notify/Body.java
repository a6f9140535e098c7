package dev.sonde.collector.notify;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** The form of a message's body: one class per format. Pure; any thread. */
interface Body {
    /** Bodies stay below this size, in bytes of UTF-8. */
    int MAX_BYTES = 20_000;

    /**
     * An announcement in this form.
     *
     * @param room how much may be said
     */
    JsonObject of(Announcement announcement, String receiver, Room room);

    /** The fullest body that is small enough. */
    default String fitted(Announcement announcement, String receiver) {
        String text = "";
        for (Room room : Room.SHRINKING) {
            text = of(announcement, receiver, room).encode();
            if (text.getBytes(StandardCharsets.UTF_8).length < MAX_BYTES) {
                return text;
            }
        }
        throw new IllegalStateException(
                "a message of incident " + announcement.incident().id() + " cannot be made" + " smaller than "
                        + text.getBytes(StandardCharsets.UTF_8).length + " bytes");
    }
}
