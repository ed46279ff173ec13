package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.Budget;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.Money;
import io.patchbay.api.session.PriceTable;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.Retention;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The examples of docs/history-and-cost.md. What stands between the marks is quoted there. */
class HistoryAndCostGuideTest {
    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final RealtimeAgent agent =
            RealtimeAgent.builder("guide").instructions("Be kind.").build();
    private final LineChoice line =
            LineChoice.builder()
                    .transport("scripted")
                    .provider("scripted")
                    .model("example-realtime")
                    .key("k")
                    .build();

    private RealtimeSession opened(SessionOptions options) {
        RealtimeSession session =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .build()
                        .open(options);
        session.connect();
        loop.run();
        return session;
    }

    private void does(CompletionStage<?> stage) {
        loop.run();
        for (Command command : lines.last().commands()) {
            if (command instanceof Command.CreateItem create) {
                lines.last().emit(new TransportEvent.ItemAdded(create.item(), create.placement()));
            } else if (command instanceof Command.DeleteItem delete) {
                lines.last().emit(new TransportEvent.ItemDeleted(delete.itemId()));
            }
        }
        loop.run();
        stage.toCompletableFuture().join();
    }

    @Test
    void a_card_number_is_taken_out_of_the_conversation() {
        RealtimeSession session = opened(SessionOptions.builder().agent(agent).line(line).build());
        lines.last()
                .emit(
                        new TransportEvent.ItemAdded(
                                Item.Message.user("my card is 4711").withId("q"), Placement.FIRST));
        loop.run();
        // guide: edit
        CompletionStage<Void> done =
                session.updateHistory(
                        items -> {
                            List<Item> edited = new ArrayList<>(items);
                            edited.replaceAll(
                                    item ->
                                            item instanceof Item.Message message
                                                            && message.text().contains("4711")
                                                    ? Item.Message.user("my card is (removed)")
                                                            .withId(item.id())
                                                    : item);
                            edited.add(Item.Message.system("The card was checked."));
                            return edited;
                        });
        // guide: end
        does(done);
        List<Item> items = session.history().items();
        assertEquals("my card is (removed)", ((Item.Message) items.get(0)).text());
        assertEquals("The card was checked.", ((Item.Message) items.get(1)).text());
        session.close(CloseReason.NORMAL);
        loop.run();
    }

    @Test
    void what_was_said_yesterday_is_put_in_writing() {
        RealtimeSession before = opened(SessionOptions.builder().agent(agent).line(line).build());
        lines.last().play(new ScriptedTurns().spokenAnswer("see you tomorrow", 100));
        loop.run();
        List<Item> yesterday = before.history().items();
        RealtimeSession session = opened(SessionOptions.builder().agent(agent).line(line).build());
        // guide: restore
        CompletionStage<Void> done =
                session.updateHistory(
                        yesterday.stream()
                                .map(
                                        item ->
                                                item instanceof Item.Message message
                                                        ? message.inWriting()
                                                        : item)
                                .toList());
        // guide: end
        does(done);
        assertEquals("see you tomorrow", ((Item.Message) session.history().items().get(0)).text());
    }

    @Test
    void a_session_has_prices_a_budget_and_bounds() throws IOException {
        Path file = Path.of("../docs/prices-example.json");
        // guide: money
        PriceTable prices = PriceTables.read(file);
        SessionOptions options =
                SessionOptions.builder()
                        .agent(agent)
                        .line(line)
                        .prices(prices)
                        .budget(Budget.of(Money.of("2.50", "USD")))
                        .retention(new Retention(2_000, 16 << 20))
                        .build();
        // guide: end
        RealtimeSession session = opened(options);
        lines.last().play(new ScriptedTurns().textAnswer("hello"));
        loop.run();
        assertTrue(session.cost().orElseThrow().amount().signum() > 0);
        assertEquals(Map.of("guide", session.usage()), session.usageByAgent());
    }

    @Test
    void tracing_has_the_names_of_the_operator_or_none() {
        // guide: tracing
        SessionConfig named =
                SessionConfig.builder()
                        .set(
                                ConfigField.TRACING,
                                new Tracing.Named("desk", "call-17", Map.of("team", "a")))
                        .build();
        SessionConfig none = SessionConfig.builder().clear(ConfigField.TRACING).build();
        // guide: end
        assertTrue(named.value(ConfigField.TRACING).isPresent());
        assertTrue(none.get(ConfigField.TRACING).isPresent());
        assertTrue(none.value(ConfigField.TRACING).isEmpty());
    }

    @Test
    void the_guide_quotes_what_is_compiled_here() throws IOException {
        String here =
                Files.readString(
                        Path.of("src/test/java/io/patchbay/runtime/HistoryAndCostGuideTest.java"));
        String guide = squeezed(Files.readString(Path.of("../docs/history-and-cost.md")));
        int quoted = 0;
        for (String piece : here.split("// guide: ")) {
            int end = piece.indexOf('\n');
            String name = piece.substring(0, end).strip();
            if (name.equals("edit")
                    || name.equals("restore")
                    || name.equals("money")
                    || name.equals("tracing")) {
                quoted++;
                String code = squeezed(piece.substring(end));
                assertTrue(guide.contains(code), "the guide quotes '" + name + "'");
            }
        }
        assertEquals(4, quoted);
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }
}
