import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Button, Field } from '../ui';
import { phase, type } from './store';

/** For who would rather type. */
export function Composer() {
  const [text, setText] = useState('');
  const send = (event: Event): void => {
    event.preventDefault();
    const words = text.trim();
    if (words !== '') {
      setText('');
      void type(words);
    }
  };
  return (
    <form class="composer" onSubmit={send}>
      <Field
        bare
        label={t('talk.type')}
        placeholder={t('talk.type')}
        autocomplete="off"
        enterkeyhint="send"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" disabled={text.trim() === '' || phase.value === 'starting'}>
        {t('talk.send')}
      </Button>
    </form>
  );
}
