package io.patchbay.console.internal.watch;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionEvent;
import org.jspecify.annotations.Nullable;

/** What things take in memory, roughly: a part for being there, and two bytes for a character. */
final class EventSizes {

    private static final int THERE = 200;

    private EventSizes() {}

    /** An event, with what it holds on to. */
    static int of(SessionEvent event) {
        if (event instanceof SessionEvent.HistoryAdded added) {
            return THERE + of(added.item());
        }
        if (event instanceof SessionEvent.HistoryUpdated updated) {
            return THERE + of(updated.item());
        }
        if (event instanceof SessionEvent.McpCallCompleted completed) {
            return THERE + of(completed.call());
        }
        return THERE + text(event);
    }

    private static int text(SessionEvent event) {
        if (event instanceof SessionEvent.TranscriptDelta delta) {
            return of(delta.delta());
        }
        if (event instanceof SessionEvent.TranscriptDone done) {
            return of(done.transcript());
        }
        if (event instanceof SessionEvent.AgentEnded ended) {
            return of(ended.text());
        }
        if (event instanceof SessionEvent.ToolStarted started) {
            return of(started.arguments());
        }
        if (event instanceof SessionEvent.ToolEnded ended) {
            return of(ended.output());
        }
        if (event instanceof SessionEvent.ToolApprovalRequested asked) {
            return of(asked.approval().arguments());
        }
        if (event instanceof SessionEvent.ToolApprovalDecided decided) {
            return of(decided.approval().arguments());
        }
        if (event instanceof SessionEvent.GuardrailTripped tripped) {
            return of(tripped.info());
        }
        if (event instanceof SessionEvent.ConfigChanged changed) {
            return of(String.valueOf(changed.config()));
        }
        if (event instanceof SessionEvent.Warning warning) {
            return of(warning.message());
        }
        if (event instanceof SessionEvent.Error error) {
            return of(error.message());
        }
        return event instanceof SessionEvent.Extension extension ? of(extension.json()) : 0;
    }

    /** An item of the history. */
    static int of(Item item) {
        int size = THERE;
        if (item instanceof Item.Message message) {
            for (ContentPart part : message.content()) {
                size += THERE + of(part);
            }
        } else if (item instanceof Item.FunctionCall call) {
            size += of(call.arguments());
        } else if (item instanceof Item.FunctionCallOutput output) {
            size += of(output.output());
        } else if (item instanceof Item.McpCall call) {
            size += of(call.arguments()) + of(call.output()) + of(call.errorJson());
        } else if (item instanceof Item.McpListTools list) {
            size += of(list.toolsJson());
        } else if (item instanceof Item.McpApprovalRequest request) {
            size += of(request.arguments());
        } else if (item instanceof Item.Extension extension) {
            size += of(extension.json());
        }
        return size;
    }

    private static int of(ContentPart part) {
        if (part instanceof ContentPart.InputText text) {
            return of(text.text());
        }
        if (part instanceof ContentPart.OutputText text) {
            return of(text.text());
        }
        if (part instanceof ContentPart.InputAudio spoken) {
            return of(spoken.transcript());
        }
        if (part instanceof ContentPart.OutputAudio spoken) {
            return of(spoken.transcript());
        }
        if (part instanceof ContentPart.InputImage image) {
            return of(image.url());
        }
        return part instanceof ContentPart.Extension extension ? of(extension.json()) : 0;
    }

    private static int of(@Nullable String text) {
        return text == null ? 0 : 2 * text.length();
    }
}
