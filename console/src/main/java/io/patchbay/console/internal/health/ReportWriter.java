package io.patchbay.console.internal.health;

import io.patchbay.api.session.SessionQueues;
import io.patchbay.management.ManagementJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes {@code Health} of the page's types. */
final class ReportWriter {

    private final Supplier<ObjectNode> management;
    private final LoopProbe probe;
    private final SessionWatch sessions;
    private final Supplier<List<Checked>> checks;

    ReportWriter(
            Supplier<ObjectNode> management,
            LoopProbe probe,
            SessionWatch sessions,
            Supplier<List<Checked>> checks) {
        this.management = management;
        this.probe = probe;
        this.sessions = sessions;
        this.checks = checks;
    }

    ObjectNode write() {
        ObjectNode json = management.get();
        json.put("at", Instant.now().toString());
        json.set("process", ProcessFigures.now());
        ArrayNode loops = json.putArray("loops");
        for (LoopProbe.Lateness loop : probe.lateness()) {
            loops.addObject()
                    .put("name", loop.loop())
                    .put("delay", millis(loop.delay()))
                    .put("worst", millis(loop.worst()));
        }
        json.set("queues", queues());
        json.set("counters", ManagementJson.counters(sessions.tally().counters()));
        ArrayNode results = json.putArray("checks");
        checks.get().forEach(checked -> results.add(checked.json()));
        ArrayNode errors = json.putArray("errors");
        for (Notices.Notice notice : sessions.notices().list()) {
            errors.addObject()
                    .put("at", notice.at().toString())
                    .put("source", notice.source())
                    .put("session", notice.session())
                    .put("message", notice.message())
                    .put("hint", notice.hint())
                    .put("code", notice.code())
                    .put("count", notice.count());
        }
        return json;
    }

    private ObjectNode queues() {
        long audio = 0;
        long events = 0;
        for (SessionQueues queues : sessions.tally().queues().values()) {
            audio += queues.callerAudioBytes();
            events += queues.listenerEvents();
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("callerAudioBytes", audio)
                .put("listenerEvents", events);
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e4) / 100.0;
    }
}
