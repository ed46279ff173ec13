package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.Money;
import io.patchbay.api.session.PriceTable;
import io.patchbay.api.session.Usage;
import io.patchbay.api.session.Usage.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTablesTest {
    private static final String TABLE =
            """
            {"_note": {"of": ["any", "shape"]},
             "currency": "EUR",
             "models": {
               "m*": {"text": {"input": 4, "cached": 1, "output": 16},
                      "audio": {"input": 32, "cached": 0.5, "output": 64}},
               "mini": {"text": {"input": 1, "output": 2}},
               "ear": {"audio": {"input": 3}, "text": {"output": 5}},
               "clock": {"minute": 0.006}}}
            """;

    private static Usage of(Tokens input, Tokens output) {
        return new Usage(1, input, output, Tokens.NONE, 0);
    }

    private static Tokens tokens(long text, long audio, long cachedText, long cachedAudio) {
        return new Tokens(
                text + audio, text, audio, 0, cachedText + cachedAudio, cachedText, cachedAudio, 0);
    }

    private static void costs(String money, PriceTable.Cost cost) {
        assertEquals(List.of(), cost.unpriced());
        assertEquals(0, new BigDecimal(money).compareTo(cost.money().amount()), cost.toString());
        assertEquals("EUR", cost.money().currency().getCurrencyCode());
    }

    @Test
    void every_modality_has_its_price_and_the_cache_a_lower_one() {
        PriceTable table = PriceTables.parse(TABLE);
        // 900 k fresh and 100 k cached text, 1 M fresh and 1 M cached sound; 10 k and 20 k out
        Usage used =
                of(tokens(1_000_000, 2_000_000, 100_000, 1_000_000), tokens(10_000, 20_000, 0, 0));
        costs("37.64", table.cost("m-1", "", used)); // 3.6 + 0.1 + 32 + 0.5 + 0.16 + 1.28
    }

    @Test
    void the_longest_name_that_fits_wins() {
        PriceTable table = PriceTables.parse(TABLE);
        Usage used = of(tokens(1_000_000, 0, 0, 0), Tokens.NONE);
        costs("1", table.cost("mini", "", used));
        costs("4", table.cost("mini-2", "", used));
    }

    @Test
    void tokens_of_no_stated_kind_cost_as_much_as_the_dearest() {
        Usage used = of(new Tokens(1_000_000, 0, 0, 0, 0, 0, 0, 0), Tokens.NONE);
        costs("32", PriceTables.parse(TABLE).cost("m", "", used));
    }

    @Test
    void transcription_is_priced_by_its_own_model_in_tokens_or_minutes() {
        PriceTable table = PriceTables.parse(TABLE);
        Usage tokens =
                new Usage(
                        0,
                        Tokens.NONE,
                        Tokens.NONE,
                        new Tokens(1_100_000, 0, 1_000_000, 0, 0, 0, 0, 0),
                        0);
        costs("3.5", table.cost("m", "ear", tokens));
        Usage seconds = new Usage(0, Tokens.NONE, Tokens.NONE, Tokens.NONE, 90);
        costs("0.009", table.cost("m", "clock", seconds));
    }

    @Test
    void what_has_no_price_is_named_and_counted_as_free() {
        PriceTable table = PriceTables.parse(TABLE);
        Usage used = of(tokens(1_000_000, 5, 0, 0), Tokens.NONE);
        PriceTable.Cost cost = table.cost("mini", "", used);
        assertEquals(
                Money.of("1", "EUR"), new Money(cost.money().amount(), cost.money().currency()));
        assertEquals(List.of("model 'mini': audio input"), cost.unpriced());
        assertEquals(
                List.of("model of the provider's choice: text input"),
                table.cost("", "", of(tokens(1, 0, 0, 0), Tokens.NONE)).unpriced());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | line 1: it is no JSON object",
                "{\"currency\":\"USD\"} | needs the members currency and models",
                "{\"currency\":\"dollars\",\"models\":{}} | currency must be a code of ISO 4217",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"txt\":{}}}} | models.m.txt is not known here, only text, audio",
                "{\"currency\":\"USD\",\"models\":{\"m\":{}}} | models.m has no price",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"text\":{\"input\":\"4\"}}}} | models.m.text.input must be a number",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"text\":{\"input\":-4}}}} | models.m.text.input must not be negative, not -4",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"text\":{\"input\":1e999999999}}}} | line 1: models.m.text.input must be below a million million",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"text\":{\"output\":1e-999999999}}}} | line 1: models.m.text.output must be below a million million and have at most 20 decimals",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"text\":{\"cached\":-1e100000}}}} | line 1: models.m.text.cached must be below",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"minute\":1e100000}}} | line 1: models.m.minute must be below",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"minute\":1e99999999999}}} | line 1: models.m.minute has an exponent that is too large",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"text\":4}}} | models.m.text must be an object",
                "{\"currency\":\"USD\",\"models\":{\"m\":{\"minute\":1},\"m\":{\"minute\":2}}} | line 1",
                "{\"currency\":\"USD\",\"models\":{}} 5 | goes on after its end",
                "{\"currency\": | line 1"
            })
    void what_is_no_price_table_is_refused_with_place_and_remedy(String json, String named) {
        String message =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> PriceTables.parse(json))
                                .getMessage());
        assertTrue(message.contains(named), message);
        assertTrue(message.length() < 300, message);
    }

    @Test
    void odd_prices_are_refused_by_name_and_the_largest_and_smallest_count() {
        for (String odd : List.of("1e999999999", "1e-999999999", "1e12", "0e999999999", "1e-21")) {
            String message =
                    String.valueOf(
                            assertThrows(
                                            IllegalArgumentException.class,
                                            () ->
                                                    new PriceTable.Rate(
                                                            null, null, new BigDecimal(odd)))
                                    .getMessage());
            assertTrue(message.startsWith("output must be below"), message);
        }
        PriceTable table =
                PriceTables.parse(
                        """
                        {"currency": "EUR", "models": {"*": {
                          "text": {"input": 1e-20, "output": 999999999999}}}}""");
        Usage used = of(tokens(1_000_000, 0, 0, 0), tokens(1_000_000, 0, 0, 0));
        costs("999999999999.00000000000000000001", table.cost("m", "", used));
    }

    @Test
    void a_file_is_named_with_the_line(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("prices.json");
        Files.writeString(file, "{\"currency\": \"USD\",\n \"models\":\n  {\"m\": 3}}");
        String message =
                String.valueOf(
                        assertThrows(IllegalArgumentException.class, () -> PriceTables.read(file))
                                .getMessage());
        assertTrue(message.contains("prices.json, line 3: models.m must be an object"), message);
    }

    @Test
    void the_example_of_the_guide_is_one() throws IOException {
        PriceTable table = PriceTables.read(Path.of("../docs/prices-example.json"));
        assertTrue(table.prices("example-realtime-2").isPresent());
    }
}
