import type {Assumption, Context} from 'kina/plugin'
export async function reportApple(_ctx: Context, _hand: (assumption: Assumption) => void): Promise<void> {}
