package io.patchbay.console.internal.watch;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import io.patchbay.runtime.record.Recorder;
import io.patchbay.runtime.record.Recording;
import io.patchbay.runtime.record.RecordingOptions;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records the sessions that are to be recorded, keeps the recordings within bounds, and lists them.
 * For any thread.
 */
final class RecordingDesk
        implements WatchedSession.Watcher, SessionCommands.Recordings, AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.patchbay.console");

    private final WatchSettings settings;
    private final Executor work;
    private final RecordingFolder folder;

    /** What is being written, by its name. */
    private final Map<String, Recording> written = new ConcurrentHashMap<>();

    /**
     * Nothing is recorded yet.
     *
     * @param work where files are made and deleted
     */
    RecordingDesk(WatchSettings settings, Executor work) {
        this.settings = settings;
        this.work = work;
        this.folder = new RecordingFolder(settings.recordings(), written::containsKey);
    }

    RecordingFolder folder() {
        return folder;
    }

    @Override
    public void changed(WatchedSession session) {
        boolean wanted =
                settings.record() == WatchSettings.Policy.ALL
                        || settings.record() == WatchSettings.Policy.TALK && session.wished();
        if (wanted && session.live().isPresent() && session.firstToRecord()) {
            work.execute(() -> begin(session));
        }
    }

    @Override
    public void swapped(ObjectNode swap) {
        // the recorder hears of it by itself
    }

    private void begin(WatchedSession session) {
        try {
            record(session, true);
        } catch (IllegalStateException e) {
            LOG.log(
                    Level.WARNING,
                    "session {0} is not recorded: {1}",
                    session.id(),
                    e.getMessage());
        }
    }

    @Override
    public synchronized @Nullable String record(WatchedSession session, boolean on) {
        String running = session.recording().filter(written::containsKey).orElse(null);
        if (!on) {
            Recording recording = running == null ? null : written.get(running);
            if (recording != null) {
                recording.close();
            }
            session.recording(null);
            return null;
        }
        if (running != null) {
            return running;
        }
        if (settings.record() == WatchSettings.Policy.NONE) {
            throw new IllegalStateException(
                    "recording is switched off; the setting record of io.patchbay.console allows"
                            + " it (talk or all)");
        }
        RealtimeSession live =
                session.live()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "session " + session.id() + " has ended"));
        try {
            folder.make();
            Recording recording = Recorder.start(live, folder.path(), RecordingOptions.DEFAULT);
            String name = name(recording);
            written.put(name, recording);
            session.recording(name);
            recording.finished().whenComplete((done, failure) -> over(name));
            return name;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the recording cannot be written to "
                            + folder.path()
                            + ": "
                            + e.getMessage()
                            + "; see that the folder is there and has room",
                    e);
        }
    }

    private static String name(Recording recording) {
        String file = String.valueOf(recording.journal().getFileName());
        return file.substring(0, file.length() - ".jsonl".length());
    }

    private void over(String name) {
        written.remove(name);
        work.execute(this::keep);
    }

    private void keep() {
        try {
            folder.keep(settings.mostRecordings(), settings.recordingBytes());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "old recordings cannot be deleted: {0}", e.toString());
        }
    }

    /** What can be asked of recordings; their files are served by {@link RecordingFilter}. */
    List<Resource> resources() {
        return List.of(
                Answering.get(
                        "/v1/recordings",
                        Permission.CONTENT,
                        exchange -> work.execute(() -> list(exchange))),
                new Answering(
                        "DELETE",
                        "/v1/recordings/{name}",
                        Permission.CONTROL,
                        exchange -> work.execute(() -> delete(exchange))));
    }

    private void list(Exchange exchange) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("recordings");
        try {
            folder.all().forEach(kept -> list.add(json(kept)));
        } catch (IOException e) {
            exchange.error(500, "the folder of recordings cannot be read: " + folder.path());
            return;
        }
        json.put("folder", folder.path().toString());
        exchange.answer(200, json);
    }

    private static ObjectNode json(RecordingFolder.Kept kept) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", kept.name())
                .put("at", kept.at().toString())
                .put("session", kept.session())
                .put("seconds", kept.seconds())
                .put("wav", kept.wav() ? kept.name() + ".wav" : null)
                .put("journal", kept.name() + ".jsonl")
                .put("bytes", kept.bytes())
                .put("finished", kept.finished());
    }

    private void delete(Exchange exchange) {
        String name = exchange.variable("name");
        if (written.containsKey(name)) {
            exchange.error(409, name + " is still being written; end the recording first");
            return;
        }
        try {
            if (folder.delete(name)) {
                exchange.answer(200, JsonNodeFactory.instance.objectNode());
            } else {
                exchange.error(404, "there is no such recording");
            }
        } catch (IOException e) {
            exchange.error(500, name + " cannot be deleted; see that its folder can be written");
        }
    }

    /** Ends all that is being recorded. */
    @Override
    public void close() {
        written.values().forEach(Recording::close);
    }
}
